/* SPDX-License-Identifier: BSD-3-Clause */
/* A region as the default. */
#include <uk/alloc_region.h>
#include <uk/init.h>

static int alloc_region_start(void)
{
	return uk_alloc_start_default(uk_alloc_region_create, "region");
}

UK_INIT(memory, alloc_region_start);
