/* SPDX-License-Identifier: BSD-3-Clause */
/* Reader-writer lock: many readers or one writer; waiting writers go before new readers. */
#ifndef UK_RWLOCK_H
#define UK_RWLOCK_H

#include <uk/lock.h>

/* What the word of a lock holds while a writer has it; else the number of readers. */
#define UK_RWLOCK_WRITER UINTPTR_MAX

struct uk_rwlock {
	_Atomic uintptr_t holders;
	atomic_uint waiting;	     /* threads that are in or near the queue */
	atomic_uint waiting_writers; /* those of them that want to write */
	struct uk_wait_queue queue;
};

#define UK_RWLOCK_INIT(rwlock)                              \
	{                                                   \
		.queue = UK_WAIT_QUEUE_INIT((rwlock).queue) \
	}

/* Context: any. */
UK_API void uk_rwlock_init(struct uk_rwlock *rwlock);

/* The slow parts of the functions below. */
UK_API int uk_rwlock_read_slow(struct uk_rwlock *rwlock, uint64_t deadline);
UK_API int uk_rwlock_write_slow(struct uk_rwlock *rwlock, uint64_t deadline);

/* Context: thread. Return: whether the caller reads now. */
static inline bool uk_rwlock_try_read(struct uk_rwlock *rwlock)
{
	uintptr_t holders = atomic_load_explicit(&rwlock->holders, memory_order_relaxed);

	while (holders != UK_RWLOCK_WRITER && !atomic_load(&rwlock->waiting_writers)) {
		if (uk_lock_swap(&rwlock->holders, holders, holders + 1))
			return true;
		holders = atomic_load_explicit(&rwlock->holders, memory_order_relaxed);
	}
	return false;
}

/* Context: thread. Return: whether the caller writes now. */
static inline bool uk_rwlock_try_write(struct uk_rwlock *rwlock)
{
	return uk_lock_swap(&rwlock->holders, 0, UK_RWLOCK_WRITER);
}

/* Context: thread, may sleep. Return: 0, -ETIMEDOUT, -EINTR. */
static inline int uk_rwlock_read(struct uk_rwlock *rwlock, uint64_t deadline)
{
	return uk_likely(uk_rwlock_try_read(rwlock)) ? 0 : uk_rwlock_read_slow(rwlock, deadline);
}

/* Context: thread, may sleep. Return: 0, -ETIMEDOUT, -EINTR. */
static inline int uk_rwlock_write(struct uk_rwlock *rwlock, uint64_t deadline)
{
	return uk_likely(uk_rwlock_try_write(rwlock)) ? 0 : uk_rwlock_write_slow(rwlock, deadline);
}

/* End reading or writing, whichever the caller did. Context: thread. */
UK_API void uk_rwlock_unlock(struct uk_rwlock *rwlock);

#endif
