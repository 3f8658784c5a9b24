/* SPDX-License-Identifier: BSD-3-Clause */
/* What the locks share: how much atomicity this image needs between threads. */
#ifndef UK_LOCK_H
#define UK_LOCK_H

#include <stdatomic.h>

#include <uk/sched.h>

/* Whether two threads can meet in the middle of a lock's fast path. */
#define UK_LOCK_ATOMIC (CONFIG_MAX_CPUS > 1 || IS_ENABLED(CONFIG_PREEMPTION))

/* Change *@word from @from to @to. Acquires. Context: thread. Return: whether it was @from. */
static inline bool uk_lock_swap(_Atomic uintptr_t *word, uintptr_t from, uintptr_t to)
{
	if (UK_LOCK_ATOMIC)
		return atomic_compare_exchange_strong_explicit(
			word, &from, to, memory_order_acquire, memory_order_relaxed);
	if (atomic_load_explicit(word, memory_order_relaxed) != from)
		return false;
	atomic_store_explicit(word, to, memory_order_relaxed);
	return true;
}

/*
 * Store @value and make it visible before anything that is read later: a waiter counts itself and then
 * looks at the word, its waker changes the word and then looks at the count.
 */
static inline void uk_lock_release(_Atomic uintptr_t *word, uintptr_t value)
{
	if (UK_LOCK_ATOMIC)
		atomic_exchange(word, value);
	else
		atomic_store_explicit(word, value, memory_order_relaxed);
}

#endif
