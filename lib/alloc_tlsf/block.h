/* SPDX-License-Identifier: BSD-3-Clause */
/* Blocks: memory with a header, side by side from the start of a range to its end. */
#ifndef UK_ALLOC_TLSF_BLOCK_H
#define UK_ALLOC_TLSF_BLOCK_H

#include <uk/assert.h>
#include <uk/base.h>

enum { UNIT = 16 };

/* Unlikely values: a stray pointer is hardly taken for a block. */
enum block_tag { TAG_USED = 0x5a3e, TAG_FREE = 0xf4ec };

struct block {
	struct block *before; /* the neighbour below; NULL for the first of a range */
	uint64_t
		size : 48; /* of the memory after the header, in bytes; 0 for the mark at the end */
	uint64_t tag : 16;
	/* Only in a free block, where its user's memory would be. */
	struct block *next_free;
	struct block *previous_free;
};

enum { HEADER = 16, LEAST = 16 };

_Static_assert(offsetof(struct block, next_free) == HEADER &&
		       sizeof(struct block) == HEADER + LEAST,
	       "a free block's links are in its memory");

static inline struct block *block_of(const void *memory)
{
	return (struct block *)((uintptr_t)memory - HEADER);
}

static inline void *memory_of(const struct block *block)
{
	return (char *)block + HEADER;
}

static inline struct block *block_after(const struct block *block)
{
	return (struct block *)((char *)block + HEADER + block->size);
}

static inline bool is_free(const struct block *block)
{
	return block->tag == TAG_FREE;
}

#endif
