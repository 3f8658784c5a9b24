/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory that the sanitizers watch, that can run out, and is counted. */
#include <malloc.h>
#include <stdlib.h>

#include <uk/alloc.h>

#include "fake_alloc.h"
#include "fake_internal.h"

unsigned int fake_alloc_fail_after = UINT32_MAX;
int fake_alloc_live;

static void *counted(void *memory)
{
	fake_alloc_live += memory != NULL;
	return memory;
}

static bool out_of_memory(void)
{
	if (fake_alloc_fail_after == UINT32_MAX)
		return false;
	if (fake_alloc_fail_after == 0)
		return true;
	fake_alloc_fail_after--;
	return false;
}

FAKE void *uk_malloc(size_t size)
{
	return out_of_memory() ? NULL : counted(malloc(size));
}

FAKE void *uk_zalloc(size_t size)
{
	return out_of_memory() ? NULL : counted(calloc(1, size));
}

FAKE void *uk_calloc(size_t count, size_t size)
{
	return out_of_memory() ? NULL : counted(calloc(count, size));
}

FAKE void *uk_memalign(size_t alignment, size_t size)
{
	if (out_of_memory())
		return NULL;
	return counted(aligned_alloc(alignment, UK_ALIGN_UP(size, alignment)));
}

FAKE void *uk_realloc(void *memory, size_t size)
{
	if (!memory)
		return uk_malloc(size);
	return out_of_memory() ? NULL : realloc(memory, size);
}

FAKE size_t uk_malloc_usable_size(const void *memory)
{
	return malloc_usable_size((void *)memory);
}

FAKE void uk_free(void *memory)
{
	fake_alloc_live -= memory != NULL;
	free(memory);
}
