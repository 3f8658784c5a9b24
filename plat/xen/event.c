/* SPDX-License-Identifier: BSD-3-Clause */
/* Event channels as interrupts (Xen public headers, event_channel.h). */
#include <uk/assert.h>
#include <uk/errno.h>
#include <uk/plat/irq.h>
#include <uk/plat/xen_event.h>

#include <common/irq_list.h>

#include "event.h"

/* An interrupt number is an event channel, or behind all of them one of the machine. Events masked. */
static struct ukplat_irq_line lines[EVENT_CHANNELS];

/* Channels that stay masked from their handlers' call until their work is done. Events masked. */
enum { WORD_BITS = 32 };
static uint32_t late[(EVENT_CHANNELS + WORD_BITS - 1) / WORD_BITS];

/* NULL where the guest is not told of Xen. */
static const struct event_interface *events;

/* Xen raises the upcall if something has come meanwhile. */
static void unmask(unsigned int port)
{
	struct evtchn_unmask op = { .port = port };

	xen_event_op(EVTCHNOP_unmask, &op);
}

static bool is_late(unsigned int port)
{
	return late[port / WORD_BITS] & 1U << port % WORD_BITS;
}

void event_run(unsigned int port)
{
	bool handled = port < EVENT_CHANNELS && lines[port].first;

	/* First: a handler may be done at once. */
	if (!handled || is_late(port))
		events->mask(port);
	if (handled)
		ukplat_irq_line_dispatch(&lines[port]);
}

void ukplat_xen_event_late(unsigned int irq)
{
	bool enabled = ukplat_irq_save();

	late[irq / WORD_BITS] |= 1U << irq % WORD_BITS;
	ukplat_irq_restore(enabled);
}

void ukplat_xen_event_done(unsigned int irq)
{
	bool enabled = ukplat_irq_save();

	if (lines[irq].first)
		unmask(irq);
	ukplat_irq_restore(enabled);
}

void event_forget(unsigned int port)
{
	bool enabled = ukplat_irq_save();

	UK_ASSERT(!lines[port].first);
	late[port / WORD_BITS] &= ~(1U << port % WORD_BITS);
	ukplat_irq_restore(enabled);
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
