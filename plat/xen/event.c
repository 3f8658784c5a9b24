/* SPDX-License-Identifier: BSD-3-Clause */
/* Event channels, the two-level interface (Xen public headers, xen.h and event_channel.h). */
#include <uk/errno.h>
#include <uk/plat/cpu.h>
#include <uk/plat/irq.h>

#include <common/irq_list.h>

#include "xen.h"

enum { WORD_BITS = sizeof(xen_ulong_t) * 8, CHANNELS = CONFIG_PLAT_XEN_EVENT_CHANNELS };

/* An interrupt number is an event channel. Events masked. */
static struct ukplat_irq_line lines[CHANNELS];

static void mask(unsigned int port)
{
	__atomic_fetch_or(&xen_shared.evtchn_mask[port / WORD_BITS],
			  (xen_ulong_t)1 << port % WORD_BITS, __ATOMIC_SEQ_CST);
}

/* Xen raises the upcall if something has come meanwhile. */
static void unmask(unsigned int port)
{
	struct evtchn_unmask op = { .port = port };

	xen_event_op(EVTCHNOP_unmask, &op);
}

static void run_channel(unsigned int port)
{
	/* Cleared before the handler looks at its ring: what comes later raises it again. */
	__atomic_fetch_and(&xen_shared.evtchn_pending[port / WORD_BITS],
			   ~((xen_ulong_t)1 << port % WORD_BITS), __ATOMIC_SEQ_CST);
	if (port >= CHANNELS || !lines[port].first)
		mask(port);
	else
		ukplat_irq_line_dispatch(&lines[port]);
}

static void run_word(unsigned int word)
{
	xen_ulong_t bits = xen_shared.evtchn_pending[word] & ~xen_shared.evtchn_mask[word];

	for (; bits; bits &= bits - 1)
		run_channel(word * WORD_BITS + (unsigned int)__builtin_ctzl(bits));
}

/* Once: what comes meanwhile is marked again, and its marks are looked at by the caller. */
static void run_handlers(void)
{
	xen_ulong_t selector;

	ukplat_cpu()->interrupt_depth++;
	ukplat_events->pending = 0;
	/* Pairs with Xen, which sets a channel's bit, the selector's and then the upcall's. */
	selector = __atomic_exchange_n(&xen_shared.vcpu_info[0].evtchn_pending_sel, 0,
				       __ATOMIC_SEQ_CST);
	for (; selector; selector &= selector - 1)
		run_word((unsigned int)__builtin_ctzl(selector));
	ukplat_cpu()->interrupt_depth--;
}

void xen_upcall(void)
{
	run_handlers();
}

void ukplat_events_deliver(void)
{
	do {
		ukplat_events->masked = true;
		__asm__ volatile("" ::: "memory");
		run_handlers();
		__asm__ volatile("" ::: "memory");
		ukplat_events->masked = false;
		__asm__ volatile("" ::: "memory");
	} while (ukplat_events->pending);
}

void ukplat_idle(void)
{
	xen_wait();
	while (ukplat_events->pending)
		run_handlers();
}

int ukplat_irq_register(unsigned int irq, struct ukplat_irq_action *action)
{
	bool enabled, first;

	if (irq == 0 || irq >= CHANNELS)
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
	bool enabled = ukplat_irq_save();

	if (irq < CHANNELS && ukplat_irq_line_remove(&lines[irq], action))
		mask(irq);
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
	for (size_t i = 0; i < sizeof(xen_shared.evtchn_mask) / sizeof(xen_ulong_t); i++)
		xen_shared.evtchn_mask[i] = ~(xen_ulong_t)0;
}
