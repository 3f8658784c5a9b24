/* SPDX-License-Identifier: BSD-3-Clause */
/* Spinlocks that mask events on this CPU while held: the lock below everything that may sleep. */
#ifndef UK_PLAT_SPINLOCK_H
#define UK_PLAT_SPINLOCK_H

#include <stdatomic.h>

#include <uk/assert.h>
#include <uk/plat/cpu.h>
#include <uk/plat/irq.h>

struct uk_spinlock {
	atomic_bool held;
};

#define UK_SPINLOCK_INIT \
	{                \
		false    \
	}

/* Not held. Context: any. */
static inline void uk_spin_init(struct uk_spinlock *lock)
{
	atomic_init(&lock->held, false);
}

/**
 * uk_spin_lock() - mask events on this CPU, then take the lock.
 * @lock: not held by this CPU.
 *
 * With one CPU masking alone excludes everybody, and the word is not touched.
 *
 * Context: any. Return: what to hand to uk_spin_unlock().
 */
static inline bool uk_spin_lock(struct uk_spinlock *lock)
{
	bool enabled = ukplat_irq_save();

	if (CONFIG_MAX_CPUS > 1) {
		/* Pairs with the release in uk_spin_unlock(). */
		while (atomic_exchange_explicit(&lock->held, true, memory_order_acquire))
			while (atomic_load_explicit(&lock->held, memory_order_relaxed))
				ukarch_pause();
	}
	return enabled;
}

/* @enabled: what uk_spin_lock() returned. Context: any, @lock held. */
static inline void uk_spin_unlock(struct uk_spinlock *lock, bool enabled)
{
	/* Pairs with the acquire in uk_spin_lock(). */
	if (CONFIG_MAX_CPUS > 1)
		atomic_store_explicit(&lock->held, false, memory_order_release);
	ukplat_irq_restore(enabled);
}

#endif
