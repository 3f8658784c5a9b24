/* SPDX-License-Identifier: BSD-3-Clause */
/* Region allocator: a cursor through memory that is given back as a whole. */
#ifndef UK_ALLOC_REGION_H
#define UK_ALLOC_REGION_H

#include <uk/alloc.h>

/**
 * uk_alloc_region_create() - make an allocator of a range; its own state is in there too.
 * @start: aligned to 16; the allocator's from now on.
 * @size:  bytes.
 * @name:  for statistics; stays.
 * @out:   receives the allocator.
 *
 * Context: any. Return: 0, or -EINVAL when @size is too small or @start misaligned.
 */
UK_API int uk_alloc_region_create(void *start, size_t size, const char *name,
				  struct uk_alloc **out);

/* Give back all that @alloc gave, at once. Context: any; nobody uses that memory any more. */
UK_API void uk_alloc_region_reset(struct uk_alloc *alloc);

#endif
