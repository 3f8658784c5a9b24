/* SPDX-License-Identifier: BSD-3-Clause */
/* Condition variable: linked before the mutex is free, so that no signal is lost. */
#include <uk/condition.h>

int uk_condition_wait(struct uk_condition *condition, struct uk_mutex *mutex, uint64_t deadline)
{
	struct uk_waiter waiter;
	int error;

	uk_thread_prepare();
	uk_wait_add(&condition->queue, &waiter);
	uk_mutex_unlock(mutex);
	error = uk_thread_block(deadline);
	/* Whoever was chosen by a signal has it, even at the last moment. */
	if (!uk_wait_remove(&waiter))
		error = 0;
	uk_mutex_lock(mutex);
	return error;
}

void uk_condition_broadcast(struct uk_condition *condition)
{
	while (uk_wait_wake_one(&condition->queue))
		;
}
