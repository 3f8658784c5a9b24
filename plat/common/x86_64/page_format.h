/* SPDX-License-Identifier: BSD-3-Clause */
/* Page tables of x86-64, for page_table.c: four levels. */
#ifndef UK_COMMON_PAGE_FORMAT_H
#define UK_COMMON_PAGE_FORMAT_H

#include <uk/isa/cpuid.h>
#include <uk/isa/page.h>

#include <common/layout_x86_64.h>
#include <common/paging.h>

#include "../page_table.h"

enum {
	PAGE_ROOT_LEVEL = 3,
	CPUID_80000001_EDX_1G = 1 << 26,
	PHYS_WIDTH_MIN = 36,
	PHYS_WIDTH_MAX = 52,
};

#define PAGE_ENTRY_TABLE  (UKARCH_PTE_PRESENT | UKARCH_PTE_WRITE)
#define PAGE_ENTRY_MEMORY (PAGE_ENTRY_TABLE | UKARCH_PTE_LARGE | UKARCH_PTE_NX)
#define PAGE_ENTRY_DEVICE (PAGE_ENTRY_MEMORY | UKARCH_PTE_UNCACHED)

/* Of entry.S; the entry code has filled in the image and, in the direct map, 0 to its end. */
extern uint64_t ukplat_pml4[UKARCH_PTES];

#define PAGE_ROOT   ukplat_pml4
#define PAGE_DIRECT ukplat_pdpt_direct
#define PAGE_IMAGE  ukplat_pd_image

static inline bool page_is_valid(uint64_t entry)
{
	return entry & UKARCH_PTE_PRESENT;
}

static inline bool page_is_table(uint64_t entry)
{
	return !(entry & UKARCH_PTE_LARGE);
}

static inline uint64_t page_smaller(uint64_t entry, unsigned int level)
{
	return level == 1 ? entry & ~(uint64_t)UKARCH_PTE_LARGE : entry;
}

static inline uint64_t page_flags(unsigned int protection)
{
	return (protection ? UKARCH_PTE_PRESENT : 0) |
	       (protection & UKPLAT_PROT_WRITE ? UKARCH_PTE_WRITE : 0) |
	       (protection & UKPLAT_PROT_EXEC ? 0 : UKARCH_PTE_NX);
}

/* Nothing is cached of an entry that was not present (Intel SDM volume 3, 4.10.2.3). */
static inline void page_enter(uint64_t *entry, uint64_t value)
{
	*entry = value;
}

static inline void page_entered(void)
{
}

/* The smaller pages do what the large one does: it does not matter which is used until the next flush. */
static inline void page_replace(uint64_t *entry, uint64_t value, uint64_t at)
{
	(void)at;
	*entry = value;
}

static inline void page_executable(void *at, size_t size)
{
	(void)at;
	(void)size;
}

static inline int page_set(void *address, uint64_t flags)
{
	return ukplat_page_set(address, flags);
}

static inline bool page_tables_are_ours(void)
{
	return ukplat_page_set == page_table_set;
}

static inline bool page_has_gib(void)
{
	return ukarch_cpuid(0x80000001, 0).edx & CPUID_80000001_EDX_1G;
}

/* memory.c: before the direct map grows. */
void page_table_begin(void);

/* Intel SDM volume 2, CPUID leaf 80000008H. */
static inline uint64_t page_phys_end(void)
{
	unsigned int width = ukarch_cpuid(0x80000008, 0).eax & 0xff;

	return UK_BIT(width >= PHYS_WIDTH_MIN && width <= PHYS_WIDTH_MAX ? width : PHYS_WIDTH_MIN);
}

#endif
