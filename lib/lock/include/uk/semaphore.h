/* SPDX-License-Identifier: BSD-3-Clause */
/* Counting semaphore; interrupts may raise it. */
#ifndef UK_SEMAPHORE_H
#define UK_SEMAPHORE_H

#include <uk/lock.h>

struct uk_semaphore {
	atomic_uint count;
	atomic_uint waiting; /* threads that are in or near the queue */
	struct uk_wait_queue queue;
};

#define UK_SEMAPHORE_INIT(semaphore, start)                                      \
	{                                                                        \
		.count = (start), .queue = UK_WAIT_QUEUE_INIT((semaphore).queue) \
	}

/* Context: any. */
UK_API void uk_semaphore_init(struct uk_semaphore *semaphore, unsigned int count);

/* The slow part of uk_semaphore_down(). */
UK_API int uk_semaphore_down_slow(struct uk_semaphore *semaphore, uint64_t deadline);

/* Take one if there is one. Context: any. Return: whether there was. */
static inline bool uk_semaphore_try_down(struct uk_semaphore *semaphore)
{
	unsigned int count = atomic_load_explicit(&semaphore->count, memory_order_relaxed);

	while (count)
		if (atomic_compare_exchange_weak_explicit(&semaphore->count, &count, count - 1,
							  memory_order_acquire,
							  memory_order_relaxed))
			return true;
	return false;
}

/**
 * uk_semaphore_down() - take one, wait for it if need be.
 * @semaphore: initialised.
 * @deadline:  monotonic time.
 *
 * Context: thread, may sleep. Return: 0, -ETIMEDOUT, -EINTR.
 */
static inline int uk_semaphore_down(struct uk_semaphore *semaphore, uint64_t deadline)
{
	if (uk_likely(uk_semaphore_try_down(semaphore)))
		return 0;
	return uk_semaphore_down_slow(semaphore, deadline);
}

/* Add one, wake the oldest waiter. Context: any. */
static inline void uk_semaphore_up(struct uk_semaphore *semaphore)
{
	atomic_fetch_add(&semaphore->count, 1);
	if (atomic_load(&semaphore->waiting))
		uk_wait_wake_one(&semaphore->queue);
}

#endif
