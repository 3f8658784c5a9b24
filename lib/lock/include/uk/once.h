/* SPDX-License-Identifier: BSD-3-Clause */
/* Something that is done once, by whoever comes first; the others wait for its end. */
#ifndef UK_ONCE_H
#define UK_ONCE_H

#include <uk/lock.h>

enum uk_once_state { UK_ONCE_NEW, UK_ONCE_RUNNING, UK_ONCE_DONE };

struct uk_once {
	_Atomic uintptr_t state; /* enum uk_once_state */
	struct uk_wait_queue queue;
};

#define UK_ONCE_INIT(once)                                \
	{                                                 \
		.queue = UK_WAIT_QUEUE_INIT((once).queue) \
	}

/* The slow part of uk_once(). */
UK_API void uk_once_slow(struct uk_once *once, void (*function)(void));

/**
 * uk_once() - run @function if nobody has; return when it has run.
 * @once:     one per function.
 * @function: does not call uk_once() on @once.
 *
 * Context: thread, may sleep.
 */
static inline void uk_once(struct uk_once *once, void (*function)(void))
{
	/* Pairs with the release in uk_once_slow(): what the function did is visible. */
	if (uk_unlikely(atomic_load_explicit(&once->state, memory_order_acquire) != UK_ONCE_DONE))
		uk_once_slow(once, function);
}

#endif
