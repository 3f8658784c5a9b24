/* SPDX-License-Identifier: BSD-3-Clause */
/* Wait queues: who waits for what, oldest first. */
#include <uk/sched.h>

void uk_wait_queue_init(struct uk_wait_queue *queue)
{
	uk_spin_init(&queue->lock);
	uk_list_init(&queue->waiters);
}

static void wake_thread(struct uk_waiter *waiter)
{
	uk_thread_wake(waiter->thread);
}

void uk_wait_add_hook(struct uk_wait_queue *queue, struct uk_waiter *waiter,
		      void (*wake)(struct uk_waiter *waiter))
{
	bool enabled = uk_spin_lock(&queue->lock);

	waiter->wake = wake;
	waiter->thread = uk_thread_current();
	atomic_store_explicit(&waiter->queue, queue, memory_order_relaxed);
	uk_list_add_tail(&queue->waiters, &waiter->link);
	uk_spin_unlock(&queue->lock, enabled);
}

void uk_wait_add(struct uk_wait_queue *queue, struct uk_waiter *waiter)
{
	uk_wait_add_hook(queue, waiter, wake_thread);
}

static void unlink_waiter(struct uk_waiter *waiter)
{
	uk_list_remove(&waiter->link);
	/* Pairs with the acquire in uk_wait_remove(): from now on the waiter's owner may free it. */
	atomic_store_explicit(&waiter->queue, NULL, memory_order_release);
}

bool uk_wait_remove(struct uk_waiter *waiter)
{
	/* Pairs with the release in unlink_waiter(): the waker is done with the waiter. */
	struct uk_wait_queue *queue = atomic_load_explicit(&waiter->queue, memory_order_acquire);
	bool linked, enabled;

	if (!queue)
		return false;
	enabled = uk_spin_lock(&queue->lock);
	linked = atomic_load_explicit(&waiter->queue, memory_order_relaxed) != NULL;
	if (linked)
		unlink_waiter(waiter);
	uk_spin_unlock(&queue->lock, enabled);
	return linked;
}

bool uk_wait_wake_one(struct uk_wait_queue *queue)
{
	bool enabled = uk_spin_lock(&queue->lock);
	struct uk_waiter *waiter = uk_list_first_entry(&queue->waiters, struct uk_waiter, link);

	if (waiter) {
		waiter->wake(waiter);
		unlink_waiter(waiter);
	}
	uk_spin_unlock(&queue->lock, enabled);
	return waiter != NULL;
}

void uk_wait_wake_all(struct uk_wait_queue *queue)
{
	bool enabled = uk_spin_lock(&queue->lock);
	struct uk_waiter *waiter;

	uk_list_for_each_entry (waiter, &queue->waiters, link)
		waiter->wake(waiter);
	uk_spin_unlock(&queue->lock, enabled);
}
