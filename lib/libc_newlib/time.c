/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks and sleeping. */
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include <uk/base.h>
#include <uk/time.h>

#include "calls.h"
#include "result.h"

_Static_assert(sizeof(struct timespec) == sizeof(struct uk_timespec), "the same layout");
_Static_assert(sizeof(struct timeval) == sizeof(struct uk_timeval), "the same layout");

UK_API int clock_gettime(clockid_t clock, struct timespec *time)
{
	return (int)uk_libc_result(uk_sys_clock_gettime((long)clock, (long)time));
}

UK_API int clock_getres(clockid_t clock, struct timespec *resolution)
{
	return (int)uk_libc_result(uk_sys_clock_getres((long)clock, (long)resolution));
}

UK_API int gettimeofday(struct timeval *time, void *zone)
{
	return (int)uk_libc_result(uk_sys_gettimeofday((long)time, (long)zone));
}

/* The one that returns its error. */
UK_API int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request,
			   struct timespec *rest)
{
	return (int)-uk_sys_clock_nanosleep((long)clock, flags, (long)request, (long)rest);
}

UK_API int nanosleep(const struct timespec *request, struct timespec *rest)
{
	return (int)uk_libc_result(uk_sys_nanosleep((long)request, (long)rest));
}

UK_API unsigned int sleep(unsigned int seconds)
{
	struct timespec time = { .tv_sec = seconds };

	return nanosleep(&time, &time) ? (unsigned int)time.tv_sec : 0;
}

UK_API int usleep(useconds_t microseconds)
{
	struct timespec time = { .tv_sec = microseconds / 1000000,
				 .tv_nsec = (long)(microseconds % 1000000) * 1000 };

	return nanosleep(&time, NULL);
}

/* All that an image does it does for its one process: its time is what has passed. */
UK_API clock_t times(struct tms *times)
{
	clock_t ticks = (clock_t)(uk_time_now() / (UK_NSEC_PER_SEC / CLOCKS_PER_SEC));

	*times = (struct tms){ .tms_utime = ticks };
	return ticks;
}
