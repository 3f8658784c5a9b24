/* SPDX-License-Identifier: BSD-3-Clause */
/* Masking events in a Linux process: a word that the signal handler looks at. See uk/plat/irq.h. */
#ifndef UK_MACHINE_IRQ_H
#define UK_MACHINE_IRQ_H

#include <uk/base.h>

/*
 * A signal that comes while events are masked leaves its mark in pending; who unmasks delivers it.
 * A process has one CPU, so there is one of these.
 */
struct ukplat_events {
	volatile bool masked;
	volatile uint32_t pending; /* bits of plat/linuxu/events.h; 0 when there is nothing */
};

UK_API extern struct ukplat_events ukplat_events;

/* Run the handlers of what is pending, events masked meanwhile. Context: events unmasked. */
UK_API void ukplat_events_deliver(void);

/* Holds the compiler alone: a signal handler runs on the same CPU. */
static inline void ukplat_events_fence(void)
{
	__asm__ volatile("" ::: "memory");
}

static inline bool ukplat_irq_enabled(void)
{
	return !ukplat_events.masked;
}

static inline bool ukplat_irq_save(void)
{
	bool enabled = !ukplat_events.masked;

	ukplat_events.masked = true;
	ukplat_events_fence();
	return enabled;
}

static inline void ukplat_irq_enable(void)
{
	ukplat_events_fence();
	ukplat_events.masked = false;
	/* A signal from here on delivers by itself; one before has left its mark. */
	if (uk_unlikely(ukplat_events.pending))
		ukplat_events_deliver();
}

static inline void ukplat_irq_restore(bool enabled)
{
	if (enabled)
		ukplat_irq_enable();
}

#endif
