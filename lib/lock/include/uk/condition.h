/* SPDX-License-Identifier: BSD-3-Clause */
/* Condition variable, used with a mutex. */
#ifndef UK_CONDITION_H
#define UK_CONDITION_H

#include <uk/mutex.h>

struct uk_condition {
	struct uk_wait_queue queue;
};

#define UK_CONDITION_INIT(condition)                  \
	{                                             \
		UK_WAIT_QUEUE_INIT((condition).queue) \
	}

/**
 * uk_condition_wait() - unlock, sleep until signalled, lock again.
 * @condition: signalled by a thread that has changed what the caller waits for.
 * @mutex:     the caller's, locked once; locked again whatever is returned.
 * @deadline:  monotonic time.
 *
 * Context: thread, sleeps.
 * Return: 0 when signalled, -ETIMEDOUT, -EINTR. Look again: another may have come first.
 */
UK_API int uk_condition_wait(struct uk_condition *condition, struct uk_mutex *mutex,
			     uint64_t deadline);

/* Context: any. */
static inline void uk_condition_init(struct uk_condition *condition)
{
	uk_wait_queue_init(&condition->queue);
}

/* Wake the oldest waiter. Context: any. */
static inline void uk_condition_signal(struct uk_condition *condition)
{
	uk_wait_wake_one(&condition->queue);
}

/* Wake all. Context: any. */
UK_API void uk_condition_broadcast(struct uk_condition *condition);

#endif
