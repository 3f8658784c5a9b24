/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's heap: the default allocator, within a budget. */
#include <uk/alloc.h>
#include <uk/string.h>

#include "stack.h"

/* Under the stack's lock. */
static size_t budget;
static size_t used;

void uk_lwip_memory_init(void)
{
	struct uk_alloc_stats stats;

	uk_alloc_get_stats(uk_alloc_default(), &stats);
	budget = (stats.total - stats.used) / 100 * CONFIG_LIB_SOCKET_LWIP_MEMORY_PERCENT;
}

void *uk_lwip_malloc(size_t size)
{
	void *memory;

	if (size > budget - uk_min(used, budget))
		return NULL;
	memory = uk_malloc(size);
	if (memory)
		used += uk_malloc_usable_size(memory);
	return memory;
}

void *uk_lwip_calloc(size_t count, size_t size)
{
	void *memory;

	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	memory = uk_lwip_malloc(count * size);
	if (memory)
		memset(memory, 0, count * size);
	return memory;
}

void uk_lwip_free(void *memory)
{
	if (memory)
		used -= uk_malloc_usable_size(memory);
	uk_free(memory);
}
