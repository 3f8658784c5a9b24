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

/* Since 1970-01-01 UTC; since boot when the machine does not tell the time. Context: any. */
UK_API uint64_t uk_time_wall(void);

/* struct timespec and struct timeval of the Linux ABI on 64-bit machines (asm-generic/posix_types.h). */
struct uk_timespec {
	int64_t seconds;
	int64_t nanoseconds;
};

struct uk_timeval {
	int64_t seconds;
	int64_t microseconds;
};

/* Clocks by their Linux numbers (include/uapi/linux/time.h). */
enum uk_clock {
	UK_CLOCK_REALTIME = 0,
	UK_CLOCK_MONOTONIC = 1,
	UK_CLOCK_MONOTONIC_RAW = 4,
	UK_CLOCK_REALTIME_COARSE = 5,
	UK_CLOCK_MONOTONIC_COARSE = 6,
	UK_CLOCK_BOOTTIME = 7,
};

/**
 * uk_time_from_timespec() - a duration from the C library, checked.
 * @time: may hold anything.
 * @out:  receives nanoseconds, saturated at UK_NEVER.
 *
 * Context: any. Return: 0, or -EINVAL for negative seconds or nanoseconds outside [0, 1e9).
 */
UK_API int uk_time_from_timespec(const struct uk_timespec *time, uint64_t *out);

struct uk_timer {
	/* The owner's, constant while armed. Runs in interrupt context, events masked, must not sleep. */
	void (*expired)(struct uk_timer *timer);

	/* lib/time's, under its lock. */
	uint64_t deadline;
	struct uk_timer *child;
	struct uk_timer *sibling;
	struct uk_timer *previous;
	unsigned int cpu; /* whose heap it is in */
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
 * uk_timer_start() - arm on this CPU, or move an armed timer.
 * @timer:    initialised; start and cancel of one timer are not called at the same time.
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
 * When it returns, expired() is not running on another CPU either: so no lock may be held that
 * expired() takes.
 *
 * Context: any but its own expired().
 * Return: true if it was armed: expired() has not run and will not.
 */
UK_API bool uk_timer_cancel(struct uk_timer *timer);

/* Earliest armed deadline of this CPU, or UK_NEVER. Context: events masked. */
UK_API uint64_t uk_timer_next_deadline(void);

#endif
