/* SPDX-License-Identifier: BSD-3-Clause */
/* Event channels to other domains (Xen public headers, event_channel.h). */
#include <uk/errno.h>
#include <uk/plat/xen_event.h>

#include "event.h"

/* A channel that there is no room for is given back. */
static int taken(long result, evtchn_port_t port)
{
	struct evtchn_close op = { .port = port };

	/* Xen's numbers of errors are those of Linux. */
	if (result)
		return (int)result;
	if (port < EVENT_CHANNELS)
		return (int)port;
	xen_event_op(EVTCHNOP_close, &op);
	return -ENOSPC;
}

int ukplat_xen_event_allocate(uint16_t domain)
{
	struct evtchn_alloc_unbound op = { .dom = DOMID_SELF, .remote_dom = domain };
	long result = xen_event_op(EVTCHNOP_alloc_unbound, &op);

	return taken(result, op.port);
}

int ukplat_xen_event_bind(uint16_t domain, unsigned int channel)
{
	struct evtchn_bind_interdomain op = { .remote_dom = domain, .remote_port = channel };
	long result = xen_event_op(EVTCHNOP_bind_interdomain, &op);

	return taken(result, op.local_port);
}

void ukplat_xen_event_close(unsigned int irq)
{
	struct evtchn_close op = { .port = irq };

	event_forget(irq);
	xen_event_op(EVTCHNOP_close, &op);
}

void ukplat_xen_notify(unsigned int irq)
{
	struct evtchn_send op = { .port = irq };

	xen_event_op(EVTCHNOP_send, &op);
}
