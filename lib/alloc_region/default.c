/* SPDX-License-Identifier: BSD-3-Clause */
/* A region as the default: it is made in the platform's first range that it fits in. */
#include <uk/alloc_region.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat/memory.h>

static int alloc_region_start(void)
{
	struct ukplat_memory memory;
	struct uk_alloc *alloc;

	while (ukplat_memory_take(&memory)) {
		if (uk_alloc_region_create(memory.start, memory.size, "region", &alloc))
			continue;
		uk_alloc_set_default(alloc);
		return 0;
	}
	return -ENOMEM;
}

UK_INIT(memory, alloc_region_start);
