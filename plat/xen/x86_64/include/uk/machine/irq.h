/* SPDX-License-Identifier: BSD-3-Clause */
/* Masking events on Xen: a byte that the upcall looks at. Included by uk/plat/irq.h alone. */
#ifndef UK_MACHINE_IRQ_H
#define UK_MACHINE_IRQ_H

#include <uk/base.h>

/*
 * The first two bytes of struct vcpu_info. In a PV guest they are those, and Xen holds upcalls back while
 * masked is set; in a PVH guest, where Xen ignores the mask, they are our own, and the upcall itself leaves
 * its mark and returns. Either way who unmasks looks at pending.
 */
struct ukplat_events {
	volatile uint8_t pending;
	volatile uint8_t masked;
};

UK_API extern struct ukplat_events *ukplat_events;

/* Run the handlers of what is pending, events masked meanwhile. Context: events unmasked. */
UK_API void ukplat_events_deliver(void);

static inline bool ukplat_irq_enabled(void)
{
	return !ukplat_events->masked;
}

static inline bool ukplat_irq_save(void)
{
	bool enabled = !ukplat_events->masked;

	ukplat_events->masked = true;
	__asm__ volatile("" ::: "memory");
	return enabled;
}

static inline void ukplat_irq_enable(void)
{
	/* An upcall comes between instructions of this CPU: only the compiler has to be held. */
	__asm__ volatile("" ::: "memory");
	ukplat_events->masked = false;
	__asm__ volatile("" ::: "memory");
	if (uk_unlikely(ukplat_events->pending))
		ukplat_events_deliver();
}

static inline void ukplat_irq_restore(bool enabled)
{
	if (enabled)
		ukplat_irq_enable();
}

#endif
