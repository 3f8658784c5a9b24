/* SPDX-License-Identifier: BSD-3-Clause */
/* A run queue, and what boot does for threads: the functions of the early and sched levels. */
#include <uk/init.h>
#include <uk/sched.h>

#include "fake_threads.h"

static struct uk_list ready_threads = UK_LIST_INIT(ready_threads);

static void enqueue(struct uk_thread *thread)
{
	uk_list_add_tail(&ready_threads, &thread->run_link);
}

static struct uk_thread *pick(void)
{
	struct uk_thread *thread = uk_list_first_entry(&ready_threads, struct uk_thread, run_link);

	if (thread)
		uk_list_remove(&thread->run_link);
	return thread;
}

static bool ready(void)
{
	return !uk_list_empty(&ready_threads);
}

static const struct uk_sched_policy policy = { "fake", enqueue, pick, ready };

UK_TABLE_DECLARE(init_early);
UK_TABLE_DECLARE(init_sched);

void fake_threads_start(void)
{
	uk_table_for_each (slot, init_early)
		((const struct uk_init *)*slot)->run();
	uk_sched_set_policy(&policy);
	uk_table_for_each (slot, init_sched)
		((const struct uk_init *)*slot)->run();
}
