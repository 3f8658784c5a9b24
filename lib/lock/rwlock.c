/* SPDX-License-Identifier: BSD-3-Clause */
/* Reader-writer lock: waiting and unlocking. */
#include <uk/assert.h>
#include <uk/rwlock.h>

#include "wait.h"

void uk_rwlock_init(struct uk_rwlock *rwlock)
{
	atomic_init(&rwlock->holders, 0);
	atomic_init(&rwlock->waiting, 0);
	atomic_init(&rwlock->waiting_writers, 0);
	uk_wait_queue_init(&rwlock->queue);
}

static bool try_read(void *rwlock)
{
	return uk_rwlock_try_read(rwlock);
}

static bool try_write(void *rwlock)
{
	return uk_rwlock_try_write(rwlock);
}

/* Readers and writers wait together: let them sort it out. */
static void wake_waiters(struct uk_rwlock *rwlock)
{
	if (uk_unlikely(atomic_load(&rwlock->waiting)))
		uk_wait_wake_all(&rwlock->queue);
}

int uk_rwlock_read_slow(struct uk_rwlock *rwlock, uint64_t deadline)
{
	return uk_lock_wait(&rwlock->queue, &rwlock->waiting, try_read, rwlock, deadline);
}

int uk_rwlock_write_slow(struct uk_rwlock *rwlock, uint64_t deadline)
{
	int error;

	atomic_fetch_add(&rwlock->waiting_writers, 1);
	error = uk_lock_wait(&rwlock->queue, &rwlock->waiting, try_write, rwlock, deadline);
	atomic_fetch_sub(&rwlock->waiting_writers, 1);
	/* Readers that kept back for a writer that gave up. */
	if (error)
		wake_waiters(rwlock);
	return error;
}

static void stop_reading(struct uk_rwlock *rwlock)
{
	if (UK_LOCK_ATOMIC)
		atomic_fetch_sub(&rwlock->holders, 1);
	else
		uk_lock_release(&rwlock->holders, rwlock->holders - 1);
}

void uk_rwlock_unlock(struct uk_rwlock *rwlock)
{
	uintptr_t holders = atomic_load_explicit(&rwlock->holders, memory_order_relaxed);

	UK_ASSERT(holders);
	if (holders == UK_RWLOCK_WRITER)
		uk_lock_release(&rwlock->holders, 0);
	else
		stop_reading(rwlock);
	wake_waiters(rwlock);
}
