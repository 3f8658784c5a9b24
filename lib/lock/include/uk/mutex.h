/* SPDX-License-Identifier: BSD-3-Clause */
/* Mutex: one owner, handed over in the order of asking. */
#ifndef UK_MUTEX_H
#define UK_MUTEX_H

#include <uk/assert.h>
#include <uk/lock.h>

struct uk_mutex {
	_Atomic uintptr_t owner; /* struct uk_thread, 0 when free */
	bool recursive;		 /* constant: the owner may lock again */
	unsigned int depth;	 /* the owner's: how often it locked again */
	atomic_uint waiting;	 /* threads that are in or near the queue */
	struct uk_wait_queue queue;
};

#define UK_MUTEX_INIT(mutex)                               \
	{                                                  \
		.queue = UK_WAIT_QUEUE_INIT((mutex).queue) \
	}
#define UK_MUTEX_INIT_RECURSIVE(mutex)                                        \
	{                                                                     \
		.recursive = true, .queue = UK_WAIT_QUEUE_INIT((mutex).queue) \
	}

/* Free, not recursive unless @recursive. Context: any. */
UK_API void uk_mutex_init(struct uk_mutex *mutex, bool recursive);

/* The slow part of the functions below. */
UK_API int uk_mutex_lock_slow(struct uk_mutex *mutex, uint64_t deadline);
UK_API void uk_mutex_lock_always(struct uk_mutex *mutex);

/* Whether the calling thread owns @mutex. Context: thread. */
static inline bool uk_mutex_is_mine(const struct uk_mutex *mutex)
{
	return atomic_load_explicit(&mutex->owner, memory_order_relaxed) ==
	       (uintptr_t)uk_thread_current();
}

/* Lock if that needs no waiting. Context: thread. Return: whether it did. */
static inline bool uk_mutex_trylock(struct uk_mutex *mutex)
{
	if (uk_likely(uk_lock_swap(&mutex->owner, 0, (uintptr_t)uk_thread_current())))
		return true;
	if (!mutex->recursive || !uk_mutex_is_mine(mutex))
		return false;
	mutex->depth++;
	return true;
}

/**
 * uk_mutex_lock() - wait for the mutex as long as it takes.
 * @mutex: not owned by the caller unless recursive.
 *
 * An interrupt of the thread stays pending for its next sleep.
 *
 * Context: thread, may sleep.
 */
static inline void uk_mutex_lock(struct uk_mutex *mutex)
{
	if (uk_unlikely(!uk_mutex_trylock(mutex)))
		uk_mutex_lock_always(mutex);
}

/* The same until @deadline. Context: thread, may sleep. Return: 0, -ETIMEDOUT, -EINTR. */
static inline int uk_mutex_lock_until(struct uk_mutex *mutex, uint64_t deadline)
{
	return uk_likely(uk_mutex_trylock(mutex)) ? 0 : uk_mutex_lock_slow(mutex, deadline);
}

/* Give it to the oldest waiter, if there is one. Context: thread, its owner. */
static inline void uk_mutex_unlock(struct uk_mutex *mutex)
{
	UK_ASSERT(uk_mutex_is_mine(mutex));
	if (mutex->depth) {
		mutex->depth--;
		return;
	}
	uk_lock_release(&mutex->owner, 0);
	if (uk_unlikely(atomic_load(&mutex->waiting)))
		uk_wait_wake_one(&mutex->queue);
}

#endif
