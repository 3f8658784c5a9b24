/* SPDX-License-Identifier: BSD-3-Clause */
/* The registry of network devices. */
#include <uk/assert.h>
#include <uk/netdev.h>
#include <uk/print.h>

static struct uk_list netdevs = UK_LIST_INIT(netdevs);
static unsigned int netdevs_named;

int uk_netdev_register(struct uk_netdev *dev)
{
	UK_ASSERT(dev->ops != NULL);
	uk_snprintf(dev->name, sizeof(dev->name), "net%u", netdevs_named++);
	uk_list_add_tail(&netdevs, &dev->link);
	return 0;
}

static void tell(struct uk_netdev *dev)
{
	bool enabled = ukplat_irq_save();

	if (dev->events.changed)
		dev->events.changed(dev->events.arg);
	ukplat_irq_restore(enabled);
}

void uk_netdev_unregister(struct uk_netdev *dev)
{
	dev->broken = true;
	uk_list_remove(&dev->link);
	tell(dev);
}

struct uk_netdev *uk_netdev_get(unsigned int index)
{
	struct uk_netdev *dev;

	uk_list_for_each_entry (dev, &netdevs, link) {
		if (index-- == 0)
			return dev;
	}
	return NULL;
}

void uk_netdev_set_events(struct uk_netdev *dev, const struct uk_netdev_events *events)
{
	bool enabled = ukplat_irq_save();

	dev->events = *events;
	ukplat_irq_restore(enabled);
}

void uk_netdev_break(struct uk_netdev *dev, const char *reason)
{
	if (dev->broken)
		return;
	dev->broken = true;
	uk_error("netdev: %s: broken: %s", dev->name, reason);
	tell(dev);
}
