/* SPDX-License-Identifier: BSD-3-Clause */
/* Switching between threads, idling when there is none, and the policy that chooses. */
#include <uk/assert.h>
#include <uk/plat/cpu.h>

#include "switch.h"

static const struct uk_sched_policy *policy;

/* The thread that exited last on this CPU, until somebody else's stack is in use. */
static UK_PERCPU(struct uk_thread *, exited_threads);

void uk_sched_set_policy(const struct uk_sched_policy *new_policy)
{
	policy = new_policy;
}

bool uk_sched_ready(void)
{
	return policy->ready();
}

void uk_sched_enqueue(struct uk_thread *thread)
{
	policy->enqueue(thread);
}

/* One reading of the clock serves for who stops and who goes on. */
static uint64_t accounting_time(void)
{
	return IS_ENABLED(CONFIG_LIB_SCHED_CPU_TIME) ? uk_time_now() : 0;
}

/*
 * The thread that ran last lends its stack to idling: no thread of its own is needed for that, and if it
 * is the next to run there is no switch at all.
 */
static struct uk_thread *idle(void)
{
	struct uk_thread *next;

	do
		ukplat_idle();
	while ((next = policy->pick()) == NULL);
	return next;
}

/* Who runs next; it may be @from. */
static struct uk_thread *choose(struct uk_thread *from)
{
	uint64_t now = accounting_time();
	struct uk_thread *next = policy->pick();

	from->cpu_time += now - from->running_since;
	if (!next) {
		next = idle();
		now = accounting_time();
	}
	next->running_since = now;
	return next;
}

/* From another thread's stack: that of @previous is free if it has exited. */
static void switched_from(struct uk_thread *previous)
{
	if (previous->state == UK_THREAD_EXITED)
		*uk_this_cpu(exited_threads) = previous;
}

/* Which thread called ukarch_context_switch() on this CPU, for the one that continues. */
static UK_PERCPU(struct uk_thread *, previous_threads);

void uk_sched_switch(void)
{
	struct uk_thread *from = uk_thread_current();
	struct uk_thread *to = choose(from);

	if (to == from)
		return;
	UK_ASSERT(!*uk_this_cpu(exited_threads));
	*uk_this_cpu(previous_threads) = from;
	ukplat_cpu()->thread = to;
	if (to->thread_pointer)
		ukplat_thread_pointer_set(to->thread_pointer);
	ukarch_context_switch(&from->context, &to->context);
	switched_from(*uk_this_cpu(previous_threads));
}

void uk_sched_reap(void)
{
	bool enabled = ukplat_irq_save();
	struct uk_thread *exited = *uk_this_cpu(exited_threads);

	*uk_this_cpu(exited_threads) = NULL;
	ukplat_irq_restore(enabled);
	if (exited)
		uk_sched_thread_put(exited);
}

void uk_sched_thread_start(void *arg)
{
	struct uk_thread *thread = arg;

	switched_from(*uk_this_cpu(previous_threads));
	ukplat_irq_enable();
	uk_sched_reap();
	thread->entry(thread->arg);
	uk_thread_exit(NULL);
}
