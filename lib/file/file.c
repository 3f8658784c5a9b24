/* SPDX-License-Identifier: BSD-3-Clause */
/* The life of an open file, and waiting for it. */
#include <uk/assert.h>
#include <uk/file.h>

void uk_file_init(struct uk_file *file, const struct uk_file_ops *ops, unsigned int flags)
{
	file->ops = ops;
	atomic_init(&file->references, 1);
	atomic_init(&file->flags, flags);
	uk_wait_queue_init(&file->waiters);
}

void uk_file_get(struct uk_file *file)
{
	atomic_fetch_add_explicit(&file->references, 1, memory_order_relaxed);
}

void uk_file_put(struct uk_file *file)
{
	unsigned int before = atomic_fetch_sub_explicit(&file->references, 1, memory_order_acq_rel);

	UK_ASSERT(before > 0);
	if (before == 1 && file->ops->release)
		file->ops->release(file);
}

void uk_file_notify(struct uk_file *file)
{
	uk_wait_wake_all(&file->waiters);
}

unsigned int uk_file_ready(struct uk_file *file)
{
	return file->ops->ready ? file->ops->ready(file) : UK_READY_IN | UK_READY_OUT;
}

int uk_file_wait(struct uk_file *file, unsigned int events, uint64_t deadline)
{
	events |= UK_READY_ERROR | UK_READY_HANGUP;
	return uk_wait_event(&file->waiters, deadline, uk_file_ready(file) & events);
}
