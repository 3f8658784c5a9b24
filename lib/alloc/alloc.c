/* SPDX-License-Identifier: BSD-3-Clause */
/* What all allocators share: lock, statistics, sanity of sizes, poison, growing by a copy. */
#include <uk/alloc.h>
#include <uk/assert.h>
#include <uk/errno.h>
#include <uk/string.h>

#include "default.h"

enum { POISON_FRESH = 0x5a, POISON_FREED = 0xa5, ALIGNMENT = 16 };

/* No object is larger: differences of pointers must fit, and implementations may round up. */
static const size_t size_max = SIZE_MAX / 4;

static void count_used(struct uk_alloc_stats *stats, size_t size)
{
	stats->used += size;
	if (stats->used > stats->peak)
		stats->peak = stats->used;
}

static void *try_allocate(struct uk_alloc *alloc, size_t size, size_t alignment)
{
	bool enabled = uk_spin_lock(&alloc->lock);
	void *memory = alloc->ops->allocate(alloc, size, alignment);

	if (memory) {
		alloc->stats.allocations++;
		count_used(&alloc->stats, alloc->ops->usable_size(alloc, memory));
	}
	uk_spin_unlock(&alloc->lock, enabled);
	return memory;
}

static void *failed(struct uk_alloc *alloc)
{
	bool enabled = uk_spin_lock(&alloc->lock);

	alloc->stats.failures++;
	uk_spin_unlock(&alloc->lock, enabled);
	return NULL;
}

void *uk_alloc_allocate(struct uk_alloc *alloc, size_t size, size_t alignment)
{
	void *memory;

	UK_ASSERT(alignment == 0 || uk_is_power_of_two(alignment));
	if (size > size_max || alignment > size_max)
		return failed(alloc);
	/* Not under the lock: to map memory takes its time. */
	do
		memory = try_allocate(alloc, size, uk_max(alignment, (size_t)ALIGNMENT));
	while (!memory && uk_alloc_take_more(alloc, size));
	if (!memory)
		return failed(alloc);
	if (IS_ENABLED(CONFIG_LIB_ALLOC_POISON))
		memset(memory, POISON_FRESH, size);
	return memory;
}

void uk_alloc_release(struct uk_alloc *alloc, void *memory)
{
	size_t size;
	bool enabled;

	if (!memory)
		return;
	enabled = uk_spin_lock(&alloc->lock);
	alloc->stats.frees++;
	if (alloc->ops->release) {
		size = alloc->ops->usable_size(alloc, memory);
		if (IS_ENABLED(CONFIG_LIB_ALLOC_POISON))
			memset(memory, POISON_FREED, size);
		alloc->ops->release(alloc, memory);
		alloc->stats.used -= size;
	}
	uk_spin_unlock(&alloc->lock, enabled);
}

/* @before receives the usable size. Return: false when it takes a move. */
static bool resize_in_place(struct uk_alloc *alloc, void *memory, size_t size, size_t *before)
{
	bool enabled = uk_spin_lock(&alloc->lock);
	bool done;

	*before = alloc->ops->usable_size(alloc, memory);
	done = size <= size_max && alloc->ops->resize && alloc->ops->resize(alloc, memory, size);
	if (done) {
		alloc->stats.used -= *before;
		count_used(&alloc->stats, alloc->ops->usable_size(alloc, memory));
	}
	uk_spin_unlock(&alloc->lock, enabled);
	return done;
}

void *uk_alloc_resize(struct uk_alloc *alloc, void *memory, size_t size)
{
	size_t before;
	void *moved;

	if (!memory)
		return uk_alloc_allocate(alloc, size, 0);
	if (resize_in_place(alloc, memory, size, &before))
		return memory;
	moved = uk_alloc_allocate(alloc, size, 0);
	/* Memory that came meanwhile may lie right behind. */
	if (!moved)
		return resize_in_place(alloc, memory, size, &before) ? memory : NULL;
	memcpy(moved, memory, uk_min(before, size));
	uk_alloc_release(alloc, memory);
	return moved;
}

int uk_alloc_add_memory(struct uk_alloc *alloc, void *start, size_t size)
{
	bool enabled = uk_spin_lock(&alloc->lock);
	int error = alloc->ops->add_memory(alloc, start, size);

	if (!error)
		alloc->stats.total += size;
	uk_spin_unlock(&alloc->lock, enabled);
	return error;
}

void uk_alloc_get_stats(struct uk_alloc *alloc, struct uk_alloc_stats *stats)
{
	bool enabled = uk_spin_lock(&alloc->lock);

	*stats = alloc->stats;
	uk_spin_unlock(&alloc->lock, enabled);
	stats->total += uk_alloc_not_taken(alloc);
}
