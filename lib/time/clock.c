/* SPDX-License-Identifier: BSD-3-Clause */
/* The wall clock, and durations as the C library writes them. */
#include <uk/errno.h>
#include <uk/time.h>

uint64_t uk_time_wall(void)
{
	uint64_t wall = ukplat_clock_wall();

	return wall ? wall : uk_time_now();
}

int uk_time_from_timespec(const struct uk_timespec *time, uint64_t *out)
{
	uint64_t seconds = (uint64_t)time->seconds;

	if (time->seconds < 0 || time->nanoseconds < 0 ||
	    time->nanoseconds >= (int64_t)UK_NSEC_PER_SEC)
		return -EINVAL;
	if (seconds >= UK_NEVER / UK_NSEC_PER_SEC)
		*out = UK_NEVER;
	else
		*out = seconds * UK_NSEC_PER_SEC + (uint64_t)time->nanoseconds;
	return 0;
}
