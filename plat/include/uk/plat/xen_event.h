/* SPDX-License-Identifier: BSD-3-Clause */
/* Event channels of Xen; platforms that have them set PLAT_HAS_XEN. */
#ifndef UK_PLAT_XEN_EVENT_H
#define UK_PLAT_XEN_EVENT_H

#include <uk/base.h>

/*
 * A channel is an interrupt number: ukplat_irq_register() gives it a handler and unmasks it. One without a handler stays
 * masked, and what arrives meanwhile is seen when it gets one.
 */

/**
 * ukplat_xen_event_allocate() - a channel that another domain may bind to.
 * @domain: its number.
 *
 * Context: thread. Return: the channel, or -errno: -ENOSPC when there are no more.
 */
UK_API int ukplat_xen_event_allocate(uint16_t domain);

/**
 * ukplat_xen_event_bind() - a channel of ours to one that another domain has allocated for us.
 * @domain:  its number.
 * @channel: its number there.
 *
 * Context: thread. Return: the channel, or -errno: -EINVAL when there is no such channel for us.
 */
UK_API int ukplat_xen_event_bind(uint16_t domain, unsigned int channel);

/* Give a channel back; it has no handler any more. Context: thread. */
UK_API void ukplat_xen_event_close(unsigned int irq);

/* Raise a channel at its other end. Nothing happens where that is closed. Context: any. */
UK_API void ukplat_xen_notify(unsigned int irq);

/**
 * ukplat_xen_event_late() - keep a channel masked while its work is being done.
 * @irq: of the channel.
 *
 * From now on it is masked when its handlers are called, until ukplat_xen_event_done(): a peer that raises it all the time
 * costs no more than the driver wants to spend on it. Ends with ukplat_xen_event_close().
 *
 * Context: thread, before the channel has a handler.
 */
UK_API void ukplat_xen_event_late(unsigned int irq);

/* Take events of the channel again; what came meanwhile comes now. Context: any. */
UK_API void ukplat_xen_event_done(unsigned int irq);

#endif
