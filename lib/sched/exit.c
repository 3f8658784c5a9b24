/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of threads: exit, join, detach. */
#include <uk/assert.h>
#include <uk/errno.h>

#include "switch.h"

static bool has_exited(struct uk_thread *thread)
{
	bool enabled = uk_spin_lock(&thread->lock);
	bool exited = thread->state == UK_THREAD_EXITED;

	uk_spin_unlock(&thread->lock, enabled);
	return exited;
}

/* Events masked: nothing runs on this CPU between this and the switch. */
static void announce_exit(struct uk_thread *thread)
{
	bool enabled = uk_spin_lock(&thread->lock);

	thread->state = UK_THREAD_EXITED;
	uk_spin_unlock(&thread->lock, enabled);
	/* A joiner may drop its share now; the CPU's keeps the memory until the switch. */
	uk_wait_wake_all(&thread->exited);
}

void uk_thread_exit(void *result)
{
	struct uk_thread *thread = uk_thread_current();

	UK_ASSERT(thread != &uk_sched_main_thread);
	if (thread->libc_release)
		thread->libc_release(thread->libc);
	thread->libc = NULL;
	thread->result = result;
	ukplat_irq_save();
	announce_exit(thread);
	uk_sched_switch();
	__builtin_unreachable();
}

int uk_thread_join(struct uk_thread *thread, uint64_t deadline, void **result)
{
	int error;

	if (thread == uk_thread_current())
		return -EDEADLK;
	if (thread->detached)
		return -EINVAL;
	error = uk_wait_event(&thread->exited, deadline, has_exited(thread));
	if (error)
		return error;
	if (result)
		*result = thread->result;
	uk_sched_thread_put(thread);
	return 0;
}

void uk_thread_detach(struct uk_thread *thread)
{
	bool enabled = uk_spin_lock(&thread->exited.lock);
	bool was_detached = thread->detached;

	thread->detached = true;
	uk_spin_unlock(&thread->exited.lock, enabled);
	if (!was_detached)
		uk_sched_thread_put(thread);
}
