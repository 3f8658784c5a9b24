/* SPDX-License-Identifier: BSD-3-Clause */
/* lib/alloc on the host's malloc, so that ASan watches it, and able to run out. */
#include <stdlib.h>

#include <uk/alloc.h>

#include "fake_alloc.h"

unsigned int fake_alloc_fail_after = UINT32_MAX;

static bool out_of_memory(void)
{
	if (fake_alloc_fail_after == UINT32_MAX)
		return false;
	if (fake_alloc_fail_after == 0)
		return true;
	fake_alloc_fail_after--;
	return false;
}

void *uk_malloc(size_t size)
{
	return out_of_memory() ? NULL : malloc(size);
}

void *uk_zalloc(size_t size)
{
	return out_of_memory() ? NULL : calloc(1, size);
}

void *uk_calloc(size_t count, size_t size)
{
	return out_of_memory() ? NULL : calloc(count, size);
}

void *uk_memalign(size_t alignment, size_t size)
{
	return out_of_memory() ? NULL : aligned_alloc(alignment, UK_ALIGN_UP(size, alignment));
}

void uk_free(void *memory)
{
	free(memory);
}
