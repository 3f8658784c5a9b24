/* SPDX-License-Identifier: BSD-3-Clause */
/* Deadlines and timers on the platform's one-shot event. Nanoseconds of the monotonic clock everywhere. */
#ifndef UK_TIME_H
#define UK_TIME_H

#include <uk/base.h>
#include <uk/plat/clock.h>

/* No deadline. */
#define UK_NEVER UKPLAT_NEVER

/* Monotonic time now. Context: any. */
static inline uint64_t uk_time_now(void)
{
	return ukplat_clock_monotonic();
}

/* Now + @delay, saturating at UK_NEVER. Context: any. */
static inline uint64_t uk_time_after(uint64_t delay)
{
	uint64_t now = uk_time_now();

	return delay >= UK_NEVER - now ? UK_NEVER : now + delay;
}

struct uk_timer {
	/* The owner's, constant while armed. Runs in interrupt context, events masked, must not sleep. */
	void (*expired)(struct uk_timer *timer);

	/* lib/time's, under its lock. */
	uint64_t deadline;
	struct uk_timer *child;
	struct uk_timer *sibling;
	struct uk_timer *previous;
	bool armed;
};

/**
 * uk_timer_init() - prepare a timer; it is not armed.
 * @timer:   the caller's; stays while armed.
 * @expired: called once per arming, in interrupt context.
 *
 * Context: any.
 */
UK_API void uk_timer_init(struct uk_timer *timer, void (*expired)(struct uk_timer *timer));

/**
 * uk_timer_start() - arm, or move an armed timer.
 * @timer:    initialised.
 * @deadline: monotonic time; UK_NEVER disarms.
 *
 * O(1) to add, O(log n) amortised to expire or cancel.
 *
 * Context: any.
 */
UK_API void uk_timer_start(struct uk_timer *timer, uint64_t deadline);

/**
 * uk_timer_cancel() - disarm.
 * @timer: initialised, armed or not.
 *
 * Context: any but its own expired().
 * Return: true if it was armed: expired() has not run and will not.
 */
UK_API bool uk_timer_cancel(struct uk_timer *timer);

/* Earliest armed deadline of this CPU, or UK_NEVER. Context: events masked. */
UK_API uint64_t uk_timer_next_deadline(void);

#endif
