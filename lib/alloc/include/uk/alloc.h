/* SPDX-License-Identifier: BSD-3-Clause */
/* Allocators: one interface, several side by side, statistics that add up. */
#ifndef UK_ALLOC_H
#define UK_ALLOC_H

#include <uk/base.h>
#include <uk/plat/spinlock.h>

struct uk_alloc;

/* All are called with the allocator's lock held and events masked. */
struct uk_alloc_ops {
	/* @alignment is a power of two, at least 16; sizes are at most a quarter of SIZE_MAX. NULL when out of memory. */
	void *(*allocate)(struct uk_alloc *alloc, size_t size, size_t alignment);
	/* NULL where memory is never given back (alloc_region). */
	void (*release)(struct uk_alloc *alloc, void *memory);
	/* Grows or shrinks in place; false when it cannot. NULL: never can. */
	bool (*resize)(struct uk_alloc *alloc, void *memory, size_t size);
	/* Bytes that may be used at @memory, at least what was asked for. */
	size_t (*usable_size)(struct uk_alloc *alloc, const void *memory);
	/*
	 * Takes over a range; -EINVAL when too small or misaligned. One that begins where the last one ended
	 * should merge with it, so that an allocation may reach over both.
	 */
	int (*add_memory)(struct uk_alloc *alloc, void *start, size_t size);
};

struct uk_alloc_stats {
	size_t total; /* bytes handed to the allocator, or that it would get when it needs them */
	size_t used;  /* bytes in live allocations, rounded as the allocator does */
	size_t peak;  /* highest @used */
	uint64_t allocations; /* successful calls */
	uint64_t frees;
	uint64_t failures; /* calls that found no memory */
};

struct uk_alloc {
	const struct uk_alloc_ops *ops;
	const char *name;

	/* @lock protects everything below and the implementation's own state. */
	struct uk_spinlock lock;
	struct uk_alloc_stats stats;
};

/**
 * uk_alloc_set_default() - which allocator uk_malloc() and its kin use from now on.
 * @alloc: stays for good.
 *
 * When it has no memory for an allocation, it gets the platform's next range.
 *
 * Context: boot, memory level.
 */
UK_API void uk_alloc_set_default(struct uk_alloc *alloc);

/**
 * uk_alloc_start_default() - make an allocator in the platform's first range that it fits in.
 * @create: of the implementation: from a range and a name.
 * @name:   for statistics; stays.
 *
 * It becomes the default; see uk_alloc_set_default().
 *
 * Context: boot, memory level. Return: 0, or -ENOMEM when no range is large enough.
 */
UK_API int uk_alloc_start_default(int (*create)(void *start, size_t size, const char *name,
						struct uk_alloc **out),
				  const char *name);

/* NULL before the memory level has run. Context: any. */
UK_API struct uk_alloc *uk_alloc_default(void);

/**
 * uk_alloc_allocate() - memory from one allocator.
 * @alloc:     initialised.
 * @size:      bytes; 0 gives a pointer that may only be freed.
 * @alignment: a power of two; 0 for what any type needs (16).
 *
 * The default allocator takes more of the platform's memory when it needs it, which a hypervisor may have to map.
 *
 * Context: any. Return: memory, not zeroed; NULL when there is none or @size is absurd.
 */
UK_API void *uk_alloc_allocate(struct uk_alloc *alloc, size_t size, size_t alignment);

/* Give back what @alloc gave; NULL is allowed. Context: any. */
UK_API void uk_alloc_release(struct uk_alloc *alloc, void *memory);

/* As realloc(), but size 0 does not free; on failure @memory stays as it is. Context: any. */
UK_API void *uk_alloc_resize(struct uk_alloc *alloc, void *memory, size_t size);

/**
 * uk_alloc_add_memory() - give an allocator a further range, for good.
 * @alloc: initialised.
 * @start: aligned to 16.
 * @size:  bytes.
 *
 * Context: any. Return: 0, or -EINVAL when the range is too small or misaligned.
 */
UK_API int uk_alloc_add_memory(struct uk_alloc *alloc, void *start, size_t size);

/* A copy, consistent in itself. Context: any. */
UK_API void uk_alloc_get_stats(struct uk_alloc *alloc, struct uk_alloc_stats *stats);

/*
 * The same on the default allocator; uk_zalloc() and uk_calloc() zero, the latter checks the product.
 * Context: any. Return: memory, or NULL; the usable size of NULL is 0.
 */
UK_API void *uk_malloc(size_t size);
UK_API void *uk_zalloc(size_t size);
UK_API void *uk_calloc(size_t count, size_t size);
UK_API void *uk_memalign(size_t alignment, size_t size);
UK_API void *uk_realloc(void *memory, size_t size);
UK_API size_t uk_malloc_usable_size(const void *memory);
UK_API void uk_free(void *memory);

#endif
