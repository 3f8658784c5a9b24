/* SPDX-License-Identifier: BSD-3-Clause */
/* CPUs as the platform gives them: which one this is, idling, the thread pointer. */
#ifndef UK_PLAT_CPU_H
#define UK_PLAT_CPU_H

#include <uk/arch/cpu.h>

/* What the per-CPU base register points to. The fields' order is known to assembly in arch/. */
struct ukplat_cpu {
	struct ukplat_cpu *self;
	unsigned int id; /* 0 … CONFIG_MAX_CPUS - 1 */
	unsigned int interrupt_depth;
	/* The running thread; the scheduler's, NULL before there is one. */
	void *thread;
};

/* This CPU's; stays right while the thread cannot move. Context: any. */
static inline struct ukplat_cpu *ukplat_cpu(void)
{
	return ukarch_cpu_base();
}

/* Index of this CPU; stays right while the thread cannot move. Context: any. */
static inline unsigned int ukplat_cpu_id(void)
{
	return CONFIG_MAX_CPUS == 1 ? 0 : ukplat_cpu()->id;
}

/* Per-CPU data: UK_PERCPU(struct run_queue, run_queues); uk_this_cpu(run_queues)->… */
#define UK_PERCPU(type, name) type name[CONFIG_MAX_CPUS]
#define uk_this_cpu(name)     (&(name)[ukplat_cpu_id()])

/**
 * ukplat_idle() - sleep until an event arrives.
 *
 * Called with events masked, so that nothing can arrive between the caller's last look and the sleep;
 * handlers of what woke it have run when it returns, and events are masked again. May return early.
 *
 * Context: thread, events masked.
 */
UK_API void ukplat_idle(void);

/* Load the register that thread-local storage hangs on. Context: events masked. */
UK_API void ukplat_thread_pointer_set(uintptr_t pointer);

#endif
