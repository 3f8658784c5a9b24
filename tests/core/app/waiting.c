/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads that wait, each for something else, for a debugger that stops in threads_wait(). */
#include <stdlib.h>

#include <uk/mutex.h>
#include <uk/semaphore.h>

#include "check.h"

static struct uk_mutex held = UK_MUTEX_INIT(held);
static struct uk_semaphore empty = UK_SEMAPHORE_INIT(empty, 0);

static void sleep_an_hour(void *arg)
{
	(void)arg;
	uk_thread_sleep_until(uk_time_after(3600 * UK_NSEC_PER_SEC));
}

static void want_the_mutex(void *arg)
{
	(void)arg;
	uk_mutex_lock(&held);
}

static void want_the_semaphore(void *arg)
{
	(void)arg;
	uk_semaphore_down(&empty, uk_time_after(3600 * UK_NSEC_PER_SEC));
}

static void want_an_end(void *thread)
{
	join(thread);
}

static void never_run(void *arg)
{
	(void)arg;
}

static __attribute__((noinline)) void threads_wait(void)
{
	__asm__ volatile("");
}

/* At first the last thread is ready, but was not run yet; then all wait, and the CPU idles on its stack. */
void wait_in_many_ways(void)
{
	struct uk_thread *sleeper = spawn("sleeper", sleep_an_hour, NULL);

	uk_mutex_lock(&held);
	spawn("locker", want_the_mutex, NULL);
	spawn("taker", want_the_semaphore, NULL);
	spawn("joiner", want_an_end, sleeper);
	uk_thread_yield();
	spawn("fresh", never_run, NULL);
	threads_wait();
	uk_thread_sleep_until(uk_time_after(20 * UK_NSEC_PER_MSEC));
	exit(6);
}
