/* SPDX-License-Identifier: BSD-3-Clause */
/* malloc() and its kin on the default allocator; newlib calls those that end in _r. */
#include <errno.h>
#include <malloc.h>
#include <reent.h>
#include <stdlib.h>

#include <uk/alloc.h>
#include <uk/base.h>

static void *or_errno(void *memory)
{
	if (uk_unlikely(!memory))
		errno = ENOMEM;
	return memory;
}

static void *allocate_aligned(size_t alignment, size_t size)
{
	if (!uk_is_power_of_two(alignment)) {
		errno = EINVAL;
		return NULL;
	}
	return or_errno(uk_memalign(alignment, size));
}

static size_t usable_size(const void *memory)
{
	return memory ? uk_malloc_usable_size(memory) : 0;
}

UK_API void *malloc(size_t size)
{
	return or_errno(uk_malloc(size));
}

UK_API void free(void *memory)
{
	uk_free(memory);
}

UK_API void *calloc(size_t count, size_t size)
{
	return or_errno(uk_calloc(count, size));
}

UK_API void *realloc(void *memory, size_t size)
{
	return or_errno(uk_realloc(memory, size));
}

UK_API void *reallocarray(void *memory, size_t count, size_t size)
{
	size_t total;

	return or_errno(__builtin_mul_overflow(count, size, &total) ? NULL
								    : uk_realloc(memory, total));
}

UK_API void *memalign(size_t alignment, size_t size)
{
	return allocate_aligned(alignment, size);
}

UK_API void *aligned_alloc(size_t alignment, size_t size)
{
	return allocate_aligned(alignment, size);
}

UK_API int posix_memalign(void **out, size_t alignment, size_t size)
{
	void *memory;

	if (!uk_is_power_of_two(alignment) || alignment % sizeof(void *))
		return EINVAL;
	memory = uk_memalign(alignment, size);
	if (!memory)
		return ENOMEM;
	*out = memory;
	return 0;
}

UK_API size_t malloc_usable_size(void *memory)
{
	return usable_size(memory);
}

/* All memory, what is in use of it, and in how many blocks: each counts as one of its own. */
UK_API struct mallinfo mallinfo(void)
{
	struct uk_alloc_stats stats;
	struct mallinfo info = { 0 };

	uk_alloc_get_stats(uk_alloc_default(), &stats);
	info.arena = stats.total;
	info.uordblks = stats.used;
	info.hblks = (size_t)(stats.allocations - stats.frees);
	info.fordblks = stats.total - stats.used;
	return info;
}

UK_API void *_malloc_r(struct _reent *reent, size_t size)
{
	(void)reent;
	return or_errno(uk_malloc(size));
}

UK_API void _free_r(struct _reent *reent, void *memory)
{
	(void)reent;
	uk_free(memory);
}

UK_API void *_calloc_r(struct _reent *reent, size_t count, size_t size)
{
	(void)reent;
	return or_errno(uk_calloc(count, size));
}

UK_API void *_realloc_r(struct _reent *reent, void *memory, size_t size)
{
	(void)reent;
	return or_errno(uk_realloc(memory, size));
}

UK_API void *_memalign_r(struct _reent *reent, size_t alignment, size_t size)
{
	(void)reent;
	return allocate_aligned(alignment, size);
}

UK_API size_t _malloc_usable_size_r(struct _reent *reent, void *memory)
{
	(void)reent;
	return usable_size(memory);
}
