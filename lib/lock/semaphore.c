/* SPDX-License-Identifier: BSD-3-Clause */
/* Semaphore: waiting. */
#include <uk/semaphore.h>

#include "wait.h"

void uk_semaphore_init(struct uk_semaphore *semaphore, unsigned int count)
{
	atomic_init(&semaphore->count, count);
	atomic_init(&semaphore->waiting, 0);
	uk_wait_queue_init(&semaphore->queue);
}

static bool try_down(void *semaphore)
{
	return uk_semaphore_try_down(semaphore);
}

int uk_semaphore_down_slow(struct uk_semaphore *semaphore, uint64_t deadline)
{
	return uk_lock_wait(&semaphore->queue, &semaphore->waiting, try_down, semaphore, deadline);
}
