/* SPDX-License-Identifier: BSD-3-Clause */
/* Where xenstore's ring is, and giving the CPU away. */
#include <uk/errno.h>
#include <uk/plat/xen_store.h>

#include <xen/sched.h>

#include "xen.h"

static struct xenstore_domain_interface *page;
static evtchn_port_t channel;
/* Looks whether there is a page now; NULL where that does not change. */
static struct xenstore_domain_interface *(*find_page)(void);

void xen_store_init(struct xenstore_domain_interface *shared, evtchn_port_t port)
{
	page = shared;
	channel = port;
}

void xen_store_init_late(struct xenstore_domain_interface *(*find)(void), evtchn_port_t port)
{
	find_page = find;
	channel = port;
}

int ukplat_xen_store(struct ukplat_xen_store *store)
{
	if (!channel)
		return -ENODEV;
	if (!page && find_page)
		page = find_page();
	*store = (struct ukplat_xen_store){ .page = page, .irq = channel };
	if (page)
		return 0;
	return find_page ? -EAGAIN : -ENODEV;
}

void ukplat_xen_yield(void)
{
	xen_sched_op(SCHEDOP_yield, NULL);
}
