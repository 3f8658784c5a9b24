/* SPDX-License-Identifier: BSD-3-Clause */
/* TLSF heap: constant time for allocation and release. */
#ifndef UK_ALLOC_TLSF_H
#define UK_ALLOC_TLSF_H

#include <uk/alloc.h>

/**
 * uk_alloc_tlsf_create() - make a heap of a range; its own state is in there too.
 * @start: aligned to 16; the heap's from now on.
 * @size:  bytes, at least about 4.5 KB.
 * @name:  for statistics; stays.
 * @out:   receives the allocator; uk_alloc_add_memory() gives it further ranges.
 *
 * Context: any. Return: 0, or -EINVAL when @size is too small or @start misaligned.
 */
UK_API int uk_alloc_tlsf_create(void *start, size_t size, const char *name, struct uk_alloc **out);

#endif
