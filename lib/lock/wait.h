/* SPDX-License-Identifier: BSD-3-Clause */
/* How a lock waits on its queue. */
#ifndef LOCK_WAIT_H
#define LOCK_WAIT_H

#include <uk/sched.h>

/*
 * Sleep on @queue until @try(@lock) succeeds. @waiting is the lock's count of waiters: who releases the
 * lock changes its word and then looks at the count. Return: 0, -ETIMEDOUT, -EINTR.
 */
int uk_lock_wait(struct uk_wait_queue *queue, atomic_uint *waiting, bool (*try)(void *lock),
		 void *lock, uint64_t deadline);

#endif
