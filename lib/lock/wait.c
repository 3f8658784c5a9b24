/* SPDX-License-Identifier: BSD-3-Clause */
/* Waiting for something that has to be taken, so that looking at it twice would be wrong. */
#include <stdatomic.h>

#include "wait.h"

static bool wait_once(struct uk_wait_queue *queue, bool (*try)(void *lock), void *lock,
		      uint64_t deadline, int *error)
{
	struct uk_waiter waiter;
	bool done;

	uk_thread_prepare();
	uk_wait_add(queue, &waiter);
	done = try(lock);
	*error = done ? 0 : uk_thread_block(deadline);
	/* A wake that chose us although we had what we wanted belongs to the next. */
	if (!uk_wait_remove(&waiter) && done)
		uk_wait_wake_one(queue);
	return done || try(lock);
}

int uk_lock_wait(struct uk_wait_queue *queue, atomic_uint *waiting, bool (*try)(void *lock),
		 void *lock, uint64_t deadline)
{
	int error = 0;
	bool done;

	atomic_fetch_add(waiting, 1);
	do {
		done = wait_once(queue, try, lock, deadline, &error);
	} while (!done && !error);
	atomic_fetch_sub(waiting, 1);
	return done ? 0 : error;
}
