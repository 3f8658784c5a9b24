/* SPDX-License-Identifier: BSD-3-Clause */
/* The default allocator: it owns the platform's memory, and uk_malloc() is about it. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/plat/memory.h>
#include <uk/string.h>

#include "default.h"

static struct uk_alloc *default_alloc;

/* A range that is too small for the allocator is lost. */
static bool take_range(struct uk_alloc *alloc)
{
	struct ukplat_memory memory;

	while (ukplat_memory_take(&memory))
		if (uk_alloc_add_memory(alloc, memory.start, memory.size) == 0)
			return true;
	return false;
}

bool uk_alloc_take_more(struct uk_alloc *alloc, size_t size)
{
	struct uk_alloc_stats stats;

	if (alloc != default_alloc)
		return false;
	/* All that there is would not do. */
	uk_alloc_get_stats(alloc, &stats);
	return size <= stats.total && take_range(alloc);
}

size_t uk_alloc_not_taken(const struct uk_alloc *alloc)
{
	return alloc == default_alloc ? ukplat_memory_left() : 0;
}

void uk_alloc_set_default(struct uk_alloc *alloc)
{
	default_alloc = alloc;
}

int uk_alloc_start_default(int (*create)(void *start, size_t size, const char *name,
					 struct uk_alloc **out),
			   const char *name)
{
	struct ukplat_memory memory;
	struct uk_alloc *alloc;

	while (ukplat_memory_take(&memory)) {
		if (create(memory.start, memory.size, name, &alloc))
			continue;
		uk_alloc_set_default(alloc);
		return 0;
	}
	return -ENOMEM;
}

struct uk_alloc *uk_alloc_default(void)
{
	return default_alloc;
}

void *uk_memalign(size_t alignment, size_t size)
{
	return default_alloc ? uk_alloc_allocate(default_alloc, size, alignment) : NULL;
}

void *uk_malloc(size_t size)
{
	return uk_memalign(0, size);
}

void *uk_zalloc(size_t size)
{
	void *memory = uk_malloc(size);

	return memory ? memset(memory, 0, size) : NULL;
}

void *uk_calloc(size_t count, size_t size)
{
	size_t bytes;

	/* What overflows is more than there can be; let the allocator count the failure. */
	if (__builtin_mul_overflow(count, size, &bytes))
		bytes = SIZE_MAX;
	return uk_zalloc(bytes);
}

void *uk_realloc(void *memory, size_t size)
{
	return default_alloc ? uk_alloc_resize(default_alloc, memory, size) : NULL;
}

size_t uk_malloc_usable_size(const void *memory)
{
	return memory ? default_alloc->ops->usable_size(default_alloc, memory) : 0;
}

void uk_free(void *memory)
{
	if (memory)
		uk_alloc_release(default_alloc, memory);
}
