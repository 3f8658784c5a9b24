/* SPDX-License-Identifier: BSD-3-Clause */
/* Mutex: waiting, and being given it. */
#include <uk/errno.h>
#include <uk/mutex.h>

struct mutex_waiter {
	struct uk_waiter waiter;
	struct uk_mutex *mutex;
};

void uk_mutex_init(struct uk_mutex *mutex, bool recursive)
{
	*mutex = (struct uk_mutex){ .recursive = recursive };
	uk_wait_queue_init(&mutex->queue);
}

/* In the thread that unlocked. Another CPU may have locked meanwhile: then its unlocking gives it. */
static void hand_over(struct uk_waiter *waiter)
{
	struct uk_mutex *mutex = uk_container_of(waiter, struct mutex_waiter, waiter)->mutex;

	uk_lock_swap(&mutex->owner, 0, (uintptr_t)waiter->thread);
	uk_thread_wake(waiter->thread);
}

static int wait_in_queue(struct uk_mutex *mutex, uint64_t deadline)
{
	struct mutex_waiter self = { .mutex = mutex };
	int error = 0;

	uk_thread_prepare();
	uk_wait_add_hook(&mutex->queue, &self.waiter, hand_over);
	if (!uk_mutex_trylock(mutex))
		error = uk_thread_block(deadline);
	uk_wait_remove(&self.waiter);
	/* It may have been given at the last moment. */
	return uk_mutex_is_mine(mutex) ? 0 : error;
}

int uk_mutex_lock_slow(struct uk_mutex *mutex, uint64_t deadline)
{
	int error;

	UK_ASSERT(!uk_mutex_is_mine(mutex));
	atomic_fetch_add(&mutex->waiting, 1);
	do {
		error = wait_in_queue(mutex, deadline);
	} while (!error && !uk_mutex_is_mine(mutex));
	atomic_fetch_sub(&mutex->waiting, 1);
	return error;
}

void uk_mutex_lock_always(struct uk_mutex *mutex)
{
	bool interrupted = false;

	while (uk_mutex_lock_slow(mutex, UK_NEVER) == -EINTR)
		interrupted = true;
	if (interrupted)
		uk_thread_interrupt(uk_thread_current());
}
