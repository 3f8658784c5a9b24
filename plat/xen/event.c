/* SPDX-License-Identifier: BSD-3-Clause */
/* Event channels as interrupts (Xen public headers, event_channel.h). */
#include <uk/errno.h>
#include <uk/plat/irq.h>

#include <common/irq_list.h>

#include "event.h"

/* An interrupt number is an event channel, or behind all of them one of the machine. Events masked. */
static struct ukplat_irq_line lines[EVENT_CHANNELS];

/* NULL where the guest is not told of Xen. */
static const struct event_interface *events;

/* Xen raises the upcall if something has come meanwhile. */
static void unmask(unsigned int port)
{
	struct evtchn_unmask op = { .port = port };

	xen_event_op(EVTCHNOP_unmask, &op);
}

void event_run(unsigned int port)
{
	if (port >= EVENT_CHANNELS || !lines[port].first)
		events->mask(port);
	else
		ukplat_irq_line_dispatch(&lines[port]);
}

void xen_events_run(void)
{
	events->scan();
}

int ukplat_irq_register(unsigned int irq, struct ukplat_irq_action *action)
{
	bool enabled, first;

	if (irq >= EVENT_CHANNELS)
		return xen_machine_irq_register(irq - EVENT_CHANNELS, action);
	if (irq == 0 || !events)
		return -EINVAL;
	enabled = ukplat_irq_save();
	first = ukplat_irq_line_add(&lines[irq], action);
	ukplat_irq_restore(enabled);
	if (first)
		unmask(irq);
	return 0;
}

void ukplat_irq_unregister(unsigned int irq, struct ukplat_irq_action *action)
{
	bool enabled;

	if (irq >= EVENT_CHANNELS) {
		xen_machine_irq_unregister(irq - EVENT_CHANNELS, action);
		return;
	}
	enabled = ukplat_irq_save();
	if (ukplat_irq_line_remove(&lines[irq], action))
		events->mask(irq);
	ukplat_irq_restore(enabled);
}

int ukplat_irq_allocate_msi(struct ukplat_msi *message)
{
	(void)message;
	return -ENODEV;
}

int xen_bind_virq(unsigned int virq)
{
	struct evtchn_bind_virq op = { .virq = virq, .vcpu = 0 };

	return xen_event_op(EVTCHNOP_bind_virq, &op) == 0 ? (int)op.port : -ENOSPC;
}

/* Channels are unmasked one by one, as handlers come. */
void xen_events_init(void)
{
	event_two_level_init();
	events = event_fifo_init() ? &event_fifo : &event_two_level;
}
