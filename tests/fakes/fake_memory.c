/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory from the host's heap, so that the sanitizers see its bounds. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <uk/errno.h>
#include <uk/plat/memory.h>

#include "fake_internal.h"
#include "fakes.h"

enum { RANGES = 16 };

size_t fake_early_pages_limit = SIZE_MAX;

static struct ukplat_memory ranges[RANGES];
static size_t first, count;

static void *pages(size_t size)
{
	void *memory = aligned_alloc(UK_PAGE_SIZE, size);

	assert(memory);
	return memory;
}

FAKE void *ukplat_early_pages(size_t wanted)
{
	if (wanted > fake_early_pages_limit)
		return NULL;
	fake_early_pages_limit -= wanted;
	return memset(pages(wanted * UK_PAGE_SIZE), 0, wanted * UK_PAGE_SIZE);
}

void fake_memory_add(size_t size)
{
	assert(count < RANGES && size && size % UK_PAGE_SIZE == 0);
	ranges[count++] = (struct ukplat_memory){ pages(size), size };
}

FAKE bool ukplat_memory_take(struct ukplat_memory *memory)
{
	if (first == count)
		return false;
	*memory = ranges[first++];
	return true;
}

FAKE size_t ukplat_memory_left(void)
{
	size_t sum = 0;

	for (size_t i = first; i < count; i++)
		sum += ranges[i].size;
	return sum;
}

FAKE uint64_t ukplat_virt_to_phys(const void *address)
{
	return (uintptr_t)address;
}

FAKE int ukplat_protect(void *address, size_t size, unsigned int protection)
{
	if ((protection & UKPLAT_PROT_WRITE) && (protection & UKPLAT_PROT_EXEC))
		return -EINVAL;
	/* The bits are those of mprotect(). */
	return mprotect(address, size, (int)protection) ? -ENOMEM : 0;
}
