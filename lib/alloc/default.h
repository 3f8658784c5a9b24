/* SPDX-License-Identifier: BSD-3-Clause */
/* What the default allocator can still get from the platform. */
#ifndef UK_ALLOC_DEFAULT_H
#define UK_ALLOC_DEFAULT_H

#include <uk/alloc.h>

/* An allocation of @size failed: hand the platform's next range over. Context: any. Return: whether there was one. */
bool uk_alloc_take_more(struct uk_alloc *alloc, size_t size);

/* Bytes that @alloc would still get; 0 for another than the default. Context: any. */
size_t uk_alloc_not_taken(const struct uk_alloc *alloc);

#endif
