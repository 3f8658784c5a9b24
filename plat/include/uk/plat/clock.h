/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks and the one-shot timer. All times are nanoseconds in 64 bits. */
#ifndef UK_PLAT_CLOCK_H
#define UK_PLAT_CLOCK_H

#include <uk/base.h>

/* No deadline: later than any time. */
#define UKPLAT_NEVER UINT64_MAX

/* Since boot; never goes back, on any CPU. Context: any. */
UK_API uint64_t ukplat_clock_monotonic(void);

/* Since 1970-01-01 UTC, or 0 when the machine does not tell. Context: any. */
UK_API uint64_t ukplat_clock_wall(void);

/**
 * ukplat_timer_arm() - raise this CPU's timer event at or after @deadline.
 * @deadline: monotonic time; one that has passed fires at once; UKPLAT_NEVER disarms.
 *
 * There is one timer per CPU: a new deadline replaces the old one.
 *
 * Context: any, events masked.
 */
UK_API void ukplat_timer_arm(uint64_t deadline);

/* Who is called, events masked, when the timer fires. Set once at boot. Context: boot. */
UK_API void ukplat_timer_set_handler(void (*handler)(void));

#endif
