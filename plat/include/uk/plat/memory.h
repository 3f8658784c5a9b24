/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory: early pages, handing the rest over, addresses, mappings. */
#ifndef UK_PLAT_MEMORY_H
#define UK_PLAT_MEMORY_H

#include <uk/base.h>

/**
 * ukplat_early_pages() - zeroed pages before there is an allocator, never given back.
 * @count: pages.
 *
 * Context: boot CPU, before the memory level has run.
 * Return: mapped, page-aligned memory, or NULL.
 */
UK_API void *ukplat_early_pages(size_t count);

struct ukplat_memory {
	void *start; /* mapped, page-aligned */
	size_t size; /* bytes, whole pages */
};

/**
 * ukplat_memory_take() - move the next range of free memory to the caller, for good.
 * @memory: receives it; its contents are not zeroed.
 *
 * An allocator calls it whenever it needs more, since a platform may have to map the range first. A range often begins
 * where the last one ended. Early pages end with the first call.
 *
 * Context: any. Return: false when nothing is left.
 */
UK_API bool ukplat_memory_take(struct ukplat_memory *memory);

/* Bytes that it can still give. Context: any. */
UK_API size_t ukplat_memory_left(void);

/* Physical (guest-physical) address of mapped memory, for devices. Context: any. */
UK_API uint64_t ukplat_virt_to_phys(const void *address);

enum ukplat_protection {
	UKPLAT_PROT_NONE = 0,
	UKPLAT_PROT_READ = 1,
	UKPLAT_PROT_WRITE = 2,
	UKPLAT_PROT_EXEC = 4,
};

/**
 * ukplat_protect() - change what may be done with mapped pages.
 * @address:    page-aligned.
 * @size:       bytes, whole pages.
 * @protection: of enum ukplat_protection; write and exec together are refused.
 *
 * Context: thread. Return: 0, -EINVAL, or -ENOMEM when page tables cannot be had.
 */
UK_API int ukplat_protect(void *address, size_t size, unsigned int protection);

/**
 * ukplat_map_device() - map a device's registers, uncached.
 * @phys: physical address, need not be aligned.
 * @size: bytes.
 *
 * Context: thread.
 * Return: where @phys is mapped, or NULL: out of memory, or not an address of this machine.
 */
UK_API void *ukplat_map_device(uint64_t phys, size_t size);

#endif
