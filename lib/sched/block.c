/* SPDX-License-Identifier: BSD-3-Clause */
/* Blocking and waking: the one way in which a thread stops to run. */
#include <uk/assert.h>
#include <uk/errno.h>

#include "switch.h"

void uk_thread_prepare(void)
{
	struct uk_thread *thread = uk_thread_current();
	/* The lock orders this before what the caller looks at next; a waker takes it after it changed that. */
	bool enabled = uk_spin_lock(&thread->lock);

	thread->wake_pending = false;
	uk_spin_unlock(&thread->lock, enabled);
}

/* Events masked. Return: whether the thread now counts as blocked. */
static bool begin_block(struct uk_thread *thread, uint64_t deadline)
{
	bool expired = deadline != UK_NEVER && deadline <= uk_time_now();
	bool enabled = uk_spin_lock(&thread->lock);
	bool blocks = !thread->wake_pending && !thread->interrupted && !expired;

	if (blocks)
		thread->state = UK_THREAD_BLOCKED;
	uk_spin_unlock(&thread->lock, enabled);
	return blocks;
}

static int end_block(struct uk_thread *thread)
{
	bool enabled = uk_spin_lock(&thread->lock);
	int error = -ETIMEDOUT;

	if (thread->wake_pending) {
		thread->wake_pending = false;
		error = 0;
	} else if (thread->interrupted) {
		thread->interrupted = false;
		error = -EINTR;
	}
	uk_spin_unlock(&thread->lock, enabled);
	return error;
}

int uk_thread_block(uint64_t deadline)
{
	struct uk_thread *thread = uk_thread_current();
	bool unmask = ukplat_irq_save();

	if (begin_block(thread, deadline)) {
		if (deadline != UK_NEVER)
			uk_timer_start(&thread->timer, deadline);
		uk_sched_switch();
		if (deadline != UK_NEVER)
			uk_timer_cancel(&thread->timer);
	}
	ukplat_irq_restore(unmask);
	uk_sched_reap();
	return end_block(thread);
}

enum wake_reason { WAKE_WAKER, WAKE_INTERRUPT, WAKE_DEADLINE };

static void make_ready(struct uk_thread *thread, enum wake_reason reason)
{
	bool enabled = uk_spin_lock(&thread->lock);

	if (reason == WAKE_WAKER)
		thread->wake_pending = true;
	else if (reason == WAKE_INTERRUPT)
		thread->interrupted = true;
	if (thread->state == UK_THREAD_BLOCKED) {
		thread->state = UK_THREAD_READY;
		uk_sched_enqueue(thread);
	}
	uk_spin_unlock(&thread->lock, enabled);
}

void uk_sched_deadline_passed(struct uk_timer *timer)
{
	make_ready(uk_container_of(timer, struct uk_thread, timer), WAKE_DEADLINE);
}

void uk_thread_wake(struct uk_thread *thread)
{
	make_ready(thread, WAKE_WAKER);
}

void uk_thread_interrupt(struct uk_thread *thread)
{
	make_ready(thread, WAKE_INTERRUPT);
}

int uk_thread_sleep_until(uint64_t deadline)
{
	int error;

	/* A waker that came late for something else does not shorten the sleep. */
	do {
		uk_thread_prepare();
		error = uk_thread_block(deadline);
	} while (error == 0);
	return error == -ETIMEDOUT ? 0 : error;
}

void uk_thread_yield(void)
{
	struct uk_thread *thread = uk_thread_current();
	bool unmask = ukplat_irq_save();

	if (uk_sched_ready()) {
		uk_sched_enqueue(thread);
		uk_sched_switch();
	}
	ukplat_irq_restore(unmask);
	uk_sched_reap();
}
