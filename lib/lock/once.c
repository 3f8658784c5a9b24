/* SPDX-License-Identifier: BSD-3-Clause */
/* Once: the first runs it, the others wait. */
#include <uk/once.h>

static bool done(struct uk_once *once)
{
	return atomic_load_explicit(&once->state, memory_order_acquire) == UK_ONCE_DONE;
}

void uk_once_slow(struct uk_once *once, void (*function)(void))
{
	bool interrupted = false;

	if (uk_lock_swap(&once->state, UK_ONCE_NEW, UK_ONCE_RUNNING)) {
		function();
		/* Pairs with the acquire in uk_once(). */
		atomic_store_explicit(&once->state, UK_ONCE_DONE, memory_order_release);
		uk_wait_wake_all(&once->queue);
		return;
	}
	while (uk_wait_event(&once->queue, UK_NEVER, done(once)))
		interrupted = true;
	if (interrupted)
		uk_thread_interrupt(uk_thread_current());
}
