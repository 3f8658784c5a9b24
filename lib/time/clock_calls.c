/* SPDX-License-Identifier: BSD-3-Clause */
/* The Linux calls that read clocks. */
#include <uk/errno.h>
#include <uk/syscall.h>
#include <uk/time.h>

static int read_clock(long clock, uint64_t *now)
{
	switch (clock) {
	case UK_CLOCK_REALTIME:
	case UK_CLOCK_REALTIME_COARSE:
		*now = uk_time_wall();
		return 0;
	case UK_CLOCK_MONOTONIC:
	case UK_CLOCK_MONOTONIC_RAW:
	case UK_CLOCK_MONOTONIC_COARSE:
	case UK_CLOCK_BOOTTIME:
		*now = uk_time_now();
		return 0;
	default:
		return -EINVAL;
	}
}

UK_SYSCALL(clock_gettime, 2, clock, time)
{
	struct uk_timespec *out = (struct uk_timespec *)time;
	uint64_t now;
	int error = read_clock(clock, &now);

	if (error)
		return error;
	if (!out)
		return -EFAULT;
	out->seconds = (int64_t)(now / UK_NSEC_PER_SEC);
	out->nanoseconds = (int64_t)(now % UK_NSEC_PER_SEC);
	return 0;
}

UK_SYSCALL(clock_getres, 2, clock, resolution)
{
	struct uk_timespec *out = (struct uk_timespec *)resolution;
	uint64_t now;
	int error = read_clock(clock, &now);

	if (!error && out)
		*out = (struct uk_timespec){ .nanoseconds = 1 };
	return error;
}

/* The time zone is ignored, as it always is now. */
UK_SYSCALL(gettimeofday, 2, time, zone)
{
	struct uk_timeval *out = (struct uk_timeval *)time;
	uint64_t now = uk_time_wall();

	(void)zone;
	if (out) {
		out->seconds = (int64_t)(now / UK_NSEC_PER_SEC);
		out->microseconds = (int64_t)(now % UK_NSEC_PER_SEC / UK_NSEC_PER_USEC);
	}
	return 0;
}

UK_SYSCALL(time, 1, seconds)
{
	int64_t now = (int64_t)(uk_time_wall() / UK_NSEC_PER_SEC);

	if (seconds)
		*(int64_t *)seconds = now;
	return now;
}
