/* SPDX-License-Identifier: BSD-3-Clause */
/* TLSF heap: splitting and merging blocks. */
#include <uk/alloc_tlsf.h>
#include <uk/errno.h>
#include <uk/string.h>

#include "free_lists.h"

struct heap {
	struct uk_alloc alloc;
	struct free_lists lists;
	/* Where the newest range ends, and how long it is. */
	char *end;
	size_t size;
};

static struct heap *heap_of(struct uk_alloc *alloc)
{
	return uk_container_of(alloc, struct heap, alloc);
}

static struct free_lists *lists_of(struct uk_alloc *alloc)
{
	return &heap_of(alloc)->lists;
}

/* What a caller's pointer must point to. */
static struct block *used_block(const void *memory)
{
	struct block *block = block_of(memory);

	UK_ASSERT((uintptr_t)memory % UNIT == 0);
	UK_ASSERT(block->tag == TAG_USED);
	UK_ASSERT(block_after(block)->before == block);
	UK_ASSERT(!block->before || block_after(block->before) == block);
	return block;
}

/* @after joins @block, which lies below it; it is in no list. */
static void absorb(struct block *block, const struct block *after)
{
	block->size += HEADER + after->size;
	block_after(block)->before = block;
}

/* Neither neighbour of a free block is free. */
static void make_free(struct free_lists *lists, struct block *block)
{
	struct block *before = block->before, *after = block_after(block);

	/* Stays in memory when the block below takes it in: a second release finds it. */
	block->tag = TAG_FREE;
	if (is_free(after)) {
		uk_tlsf_remove(lists, after);
		absorb(block, after);
	}
	if (before && is_free(before)) {
		uk_tlsf_remove(lists, before);
		absorb(before, block);
		block = before;
	}
	uk_tlsf_insert(lists, block);
}

/* Cuts @block after @size bytes. Return: the rest, used, in no list. */
static struct block *split(struct block *block, size_t size)
{
	struct block *rest = (struct block *)((char *)memory_of(block) + size);

	rest->before = block;
	rest->size = block->size - size - HEADER;
	rest->tag = TAG_USED;
	block->size = size;
	block_after(rest)->before = rest;
	return rest;
}

static void trim(struct free_lists *lists, struct block *block, size_t size)
{
	if (block->size >= size + HEADER + LEAST)
		make_free(lists, split(block, size));
}

/* @block's memory may start later: what is before becomes a free block of its own. */
static struct block *align(struct free_lists *lists, struct block *block, size_t alignment)
{
	uintptr_t start = (uintptr_t)memory_of(block);
	uintptr_t aligned = UK_ALIGN_UP(start, alignment);
	struct block *rest;

	if (aligned == start)
		return block;
	if (aligned - start < HEADER + LEAST)
		aligned += alignment;
	rest = split(block, aligned - start - HEADER);
	make_free(lists, block);
	return rest;
}

static size_t rounded(size_t size)
{
	return UK_ALIGN_UP(uk_max(size, (size_t)LEAST), UNIT);
}

static void *heap_allocate(struct uk_alloc *alloc, size_t size, size_t alignment)
{
	struct free_lists *lists = lists_of(alloc);
	struct block *block;
	size_t needed;

	size = rounded(size);
	/* Enough to start later and leave a block before. */
	needed = alignment > UNIT ? size + alignment + HEADER : size;
	if (needed >= SIZE_LIMIT)
		return NULL;
	block = uk_tlsf_find(lists, needed);
	if (!block)
		return NULL;
	UK_ASSERT(is_free(block) && block_after(block)->before == block);
	uk_tlsf_remove(lists, block);
	block->tag = TAG_USED;
	block = align(lists, block, alignment);
	trim(lists, block, size);
	return memory_of(block);
}

static void heap_release(struct uk_alloc *alloc, void *memory)
{
	make_free(lists_of(alloc), used_block(memory));
}

static bool heap_resize(struct uk_alloc *alloc, void *memory, size_t size)
{
	struct free_lists *lists = lists_of(alloc);
	struct block *block = used_block(memory), *after = block_after(block);

	size = rounded(size);
	if (block->size < size) {
		if (!is_free(after) || block->size + HEADER + after->size < size)
			return false;
		uk_tlsf_remove(lists, after);
		absorb(block, after);
	}
	trim(lists, block, size);
	return true;
}

static size_t heap_usable_size(struct uk_alloc *alloc, const void *memory)
{
	(void)alloc;
	return used_block(memory)->size;
}

/* The mark at the end. @block: the last one of the range. */
static void put_mark(char *end, struct block *block)
{
	struct block *mark = (struct block *)(end - HEADER);

	mark->before = block;
	mark->size = 0;
	mark->tag = TAG_USED;
}

/* One free block. */
static void make_range(struct heap *heap, char *start, size_t size)
{
	struct block *block = (struct block *)start;

	block->before = NULL;
	block->size = size - 2 * HEADER;
	block->tag = TAG_FREE;
	put_mark(start + size, block);
	uk_tlsf_insert(&heap->lists, block);
	heap->end = start + size;
	heap->size = size;
}

/* The newest range goes on: its mark becomes a block's header. */
static void extend_range(struct heap *heap, size_t size)
{
	struct block *block = block_of(heap->end);

	block->size = size - HEADER;
	put_mark(heap->end + size, block);
	heap->end += size;
	heap->size += size;
	make_free(&heap->lists, block);
}

static int heap_add_memory(struct uk_alloc *alloc, void *start, size_t size)
{
	/* A block must fit into a list; what is larger becomes several ranges. */
	const size_t most = SIZE_LIMIT / 2;
	struct heap *heap = heap_of(alloc);
	char *from = start;

	size = UK_ALIGN_DOWN(size, UNIT);
	if ((uintptr_t)start % UNIT || size < 2 * HEADER + LEAST)
		return -EINVAL;
	if (from == heap->end && heap->size + size <= most) {
		extend_range(heap, size);
		return 0;
	}
	for (; size > most + UK_PAGE_SIZE; from += most, size -= most)
		make_range(heap, from, most);
	make_range(heap, from, size);
	return 0;
}

static const struct uk_alloc_ops ops = {
	.allocate = heap_allocate,
	.release = heap_release,
	.resize = heap_resize,
	.usable_size = heap_usable_size,
	.add_memory = heap_add_memory,
};

int uk_alloc_tlsf_create(void *start, size_t size, const char *name, struct uk_alloc **out)
{
	struct heap *heap = start;
	size_t own = UK_ALIGN_UP(sizeof(*heap), UNIT);

	if ((uintptr_t)start % UNIT || size < own)
		return -EINVAL;
	memset(heap, 0, sizeof(*heap));
	heap->alloc.ops = &ops;
	heap->alloc.name = name;
	uk_spin_init(&heap->alloc.lock);
	*out = &heap->alloc;
	return uk_alloc_add_memory(*out, (char *)start + own, size - own);
}
