/* SPDX-License-Identifier: BSD-3-Clause */
/* Free blocks by size: a list for each sixteenth of a power of two, and bitmaps of the lists in use. */
#ifndef UK_ALLOC_TLSF_FREE_LISTS_H
#define UK_ALLOC_TLSF_FREE_LISTS_H

#include "block.h"

enum {
	SECOND_BITS = 4,
	SECONDS = 1 << SECOND_BITS,
	/* Below this size, row 0 has a list for each unit. */
	SMALL_BITS = 8,
	FIRSTS = 32,
};

/* Sizes from here on have no list. */
#define SIZE_LIMIT ((size_t)1 << (SMALL_BITS + FIRSTS - 1))

struct free_lists {
	uint32_t firsts; /* bit f: row f has a list that is not empty */
	uint16_t seconds[FIRSTS];
	struct block *heads[FIRSTS][SECONDS];
};

void uk_tlsf_insert(struct free_lists *lists, struct block *block);
void uk_tlsf_remove(struct free_lists *lists, struct block *block);

/* A block of at least @size bytes, still in its list, or NULL. */
struct block *uk_tlsf_find(const struct free_lists *lists, size_t size);

#endif
