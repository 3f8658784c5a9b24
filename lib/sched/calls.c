/* SPDX-License-Identifier: BSD-3-Clause */
/* The Linux calls on the calling thread: yield, sleep, end. */
#include <uk/boot.h>
#include <uk/errno.h>
#include <uk/sched.h>
#include <uk/syscall.h>

#include "switch.h"

enum { TIMER_ABSTIME = 1 };

/* The thread's end. The main thread's is the image's: nobody would be there to end it later. */
UK_SYSCALL(exit, 1, status)
{
	if (uk_thread_current() == &uk_sched_main_thread)
		uk_boot_exit((int)(status & 0xff));
	uk_thread_exit((void *)status);
}

UK_SYSCALL(sched_yield, 0)
{
	uk_thread_yield();
	return 0;
}

static void store_rest(struct uk_timespec *rest, uint64_t deadline)
{
	uint64_t now = uk_time_now();
	uint64_t left = deadline > now ? deadline - now : 0;

	if (!rest)
		return;
	rest->seconds = (int64_t)(left / UK_NSEC_PER_SEC);
	rest->nanoseconds = (int64_t)(left % UK_NSEC_PER_SEC);
}

static int sleep_for(uint64_t duration, struct uk_timespec *rest)
{
	uint64_t deadline = uk_time_after(duration);
	int error = uk_thread_sleep_until(deadline);

	if (error)
		store_rest(rest, deadline);
	return error;
}

/* When the wall clock shows @wall, as monotonic time. */
static uint64_t deadline_of_wall(uint64_t wall)
{
	uint64_t now = uk_time_wall();

	return wall > now ? uk_time_after(wall - now) : 0;
}

UK_SYSCALL(clock_nanosleep, 4, clock, flags, request, rest)
{
	bool wall = clock == UK_CLOCK_REALTIME;
	uint64_t time;
	int error;

	if (!wall && clock != UK_CLOCK_MONOTONIC && clock != UK_CLOCK_BOOTTIME)
		return -EINVAL;
	if (!request)
		return -EFAULT;
	error = uk_time_from_timespec((const struct uk_timespec *)request, &time);
	if (error)
		return error;
	if (flags & TIMER_ABSTIME)
		return uk_thread_sleep_until(wall ? deadline_of_wall(time) : time);
	return sleep_for(time, (struct uk_timespec *)rest);
}

UK_SYSCALL(nanosleep, 2, request, rest)
{
	return uk_sys_clock_nanosleep(UK_CLOCK_MONOTONIC, 0, request, rest);
}
