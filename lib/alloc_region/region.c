/* SPDX-License-Identifier: BSD-3-Clause */
/* Region allocator: ranges in a list, a cursor in each. */
#include <uk/alloc_region.h>
#include <uk/assert.h>
#include <uk/errno.h>

enum { UNIT = 16 };

/* Stands before each allocation. */
struct header {
	size_t size;
	struct range *range;
};

/* Stands at the start of each range. */
struct range {
	struct range *next;
	uintptr_t cursor;
	uintptr_t end;
	uintptr_t newest; /* address of the last allocation, 0 before there is one */
};

struct region {
	struct uk_alloc alloc;
	struct range *ranges; /* oldest first */
};

_Static_assert(sizeof(struct header) == UNIT && sizeof(struct range) % UNIT == 0,
	       "what follows them is aligned");

static struct region *region_of(struct uk_alloc *alloc)
{
	return uk_container_of(alloc, struct region, alloc);
}

static struct header *header_of(const void *memory)
{
	return (struct header *)memory - 1;
}

/* Bytes that an allocation of @size takes from its address on. */
static size_t rounded(size_t size)
{
	return UK_ALIGN_UP(uk_max(size, (size_t)1), UNIT);
}

static void *take(struct range *range, size_t size, size_t alignment)
{
	uintptr_t address = UK_ALIGN_UP(range->cursor + sizeof(struct header), alignment);

	if (address < range->cursor || address > range->end || range->end - address < size)
		return NULL;
	*header_of((void *)address) = (struct header){ size, range };
	range->cursor = address + size;
	range->newest = address;
	return (void *)address;
}

static void *region_allocate(struct uk_alloc *alloc, size_t size, size_t alignment)
{
	void *memory = NULL;

	size = rounded(size);
	for (struct range *range = region_of(alloc)->ranges; range && !memory; range = range->next)
		memory = take(range, size, alignment);
	return memory;
}

/* The newest of a range is followed by free memory; any other shrinks by doing nothing. */
static bool region_resize(struct uk_alloc *alloc, void *memory, size_t size)
{
	struct header *header = header_of(memory);
	struct range *range = header->range;

	(void)alloc;
	size = rounded(size);
	if (range->newest != (uintptr_t)memory)
		return size <= header->size;
	if (range->end - (uintptr_t)memory < size)
		return false;
	header->size = size;
	range->cursor = (uintptr_t)memory + size;
	return true;
}

static size_t region_usable_size(struct uk_alloc *alloc, const void *memory)
{
	(void)alloc;
	return header_of(memory)->size;
}

static void empty(struct range *range)
{
	range->cursor = (uintptr_t)(range + 1);
	range->newest = 0;
}

static int region_add_memory(struct uk_alloc *alloc, void *start, size_t size)
{
	struct range **end = &region_of(alloc)->ranges;
	struct range *range = start, *last = NULL;

	while (*end) {
		last = *end;
		end = &last->next;
	}

	if ((uintptr_t)start % UNIT || size < sizeof(*range) + sizeof(struct header) + UNIT)
		return -EINVAL;
	if (last && last->end == (uintptr_t)start) {
		last->end = UK_ALIGN_DOWN(last->end + size, UNIT);
		return 0;
	}
	range->next = NULL;
	range->end = UK_ALIGN_DOWN((uintptr_t)start + size, UNIT);
	empty(range);
	*end = range;
	return 0;
}

static const struct uk_alloc_ops ops = {
	.allocate = region_allocate,
	.resize = region_resize,
	.usable_size = region_usable_size,
	.add_memory = region_add_memory,
};

int uk_alloc_region_create(void *start, size_t size, const char *name, struct uk_alloc **out)
{
	struct region *region = start;
	size_t own = UK_ALIGN_UP(sizeof(*region), UNIT);

	if ((uintptr_t)start % UNIT || size < own)
		return -EINVAL;
	*region = (struct region){ .alloc = { .ops = &ops, .name = name } };
	uk_spin_init(&region->alloc.lock);
	*out = &region->alloc;
	return uk_alloc_add_memory(*out, (char *)start + own, size - own);
}

void uk_alloc_region_reset(struct uk_alloc *alloc)
{
	bool enabled;

	UK_ASSERT(alloc->ops == &ops);
	enabled = uk_spin_lock(&alloc->lock);
	for (struct range *range = region_of(alloc)->ranges; range; range = range->next)
		empty(range);
	alloc->stats.used = 0;
	uk_spin_unlock(&alloc->lock, enabled);
}
