/* SPDX-License-Identifier: BSD-3-Clause */
/* Stopping with threads: one of them waits for the request, so that exit functions may sleep. */
#include <uk/boot.h>
#include <uk/sched.h>

#include "stop.h"

static struct uk_wait_queue asked = UK_WAIT_QUEUE_INIT(asked);

static void wait_and_stop(void *arg)
{
	(void)arg;
	while (!uk_boot_stop_is_requested())
		uk_wait_event(&asked, UK_NEVER, uk_boot_stop_is_requested());
	uk_boot_exit(0);
}

static int stop_thread_start(void)
{
	static const struct uk_thread_attributes attributes = { .name = "stop", .detached = true };

	return uk_thread_create(wait_and_stop, NULL, &attributes, NULL);
}

/* A request that came earlier is seen at the thread's start. */
UK_INIT(late, stop_thread_start);

void uk_boot_stop(void)
{
	uk_wait_wake_all(&asked);
}
