/* SPDX-License-Identifier: BSD-3-Clause */
/* Translation tables of Arm64, for page_table.c: three levels, one root for both halves. */
#ifndef UK_COMMON_PAGE_FORMAT_H
#define UK_COMMON_PAGE_FORMAT_H

#include <uk/isa/page.h>

#include <common/layout_arm64.h>
#include <common/paging.h>

#include "../page_table.h"

enum { PAGE_ROOT_LEVEL = UKARCH_ROOT_LEVEL };

#define PAGE_NORMAL	  (UKARCH_PTE_NORMAL | UKARCH_PTE_SHARED | UKARCH_PTE_ACCESSED | UKARCH_PTE_UXN)
#define PAGE_ENTRY_TABLE  UKARCH_PTE_TABLE
#define PAGE_ENTRY_MEMORY (UKARCH_PTE_BLOCK | PAGE_NORMAL | UKARCH_PTE_NX)
#define PAGE_ENTRY_DEVICE \
	(UKARCH_PTE_BLOCK | UKARCH_PTE_DEVICE | UKARCH_PTE_ACCESSED | UKARCH_PTE_NX)

/* Of entry.S, which has filled in the image, and the 2 MiB blocks of it in the direct map. */
extern uint64_t ukplat_table_root[UKARCH_PTES], ukplat_table_image[UKARCH_PTES];

/* The direct map begins where the root does. */
#define PAGE_ROOT   ukplat_table_root
#define PAGE_DIRECT ukplat_table_root
#define PAGE_IMAGE  ukplat_table_image

/* memory.c */
void page_table_replace(uint64_t *entry, uint64_t value, uint64_t at);

static inline bool page_is_valid(uint64_t entry)
{
	return entry & UKARCH_PTE_VALID;
}

static inline bool page_is_table(uint64_t entry)
{
	return (entry & UKARCH_PTE_TABLE) == UKARCH_PTE_TABLE;
}

static inline uint64_t page_smaller(uint64_t entry, unsigned int level)
{
	return level == 1 ? entry | UKARCH_PTE_PAGE : entry;
}

static inline uint64_t page_flags(unsigned int protection)
{
	return PAGE_NORMAL | (protection ? UKARCH_PTE_PAGE : 0) |
	       (protection & UKPLAT_PROT_WRITE ? 0 : UKARCH_PTE_READONLY) |
	       (protection & UKPLAT_PROT_EXEC ? 0 : UKARCH_PTE_NX);
}

static inline void page_enter(uint64_t *entry, uint64_t value)
{
	ukarch_pte_set(entry, value);
}

static inline void page_entered(void)
{
	ukarch_pte_sync();
}

static inline void page_replace(uint64_t *entry, uint64_t value, uint64_t at)
{
	page_table_replace(entry, value, at);
}

/*
 * What becomes executable was written as data: it is cleaned to the point of unification, where
 * instructions are fetched from, and old instructions there are forgotten (docs/arm64-memory.md).
 */
static inline void page_executable(void *at, size_t size)
{
	__builtin___clear_cache((char *)at, (char *)at + size);
}

static inline int page_set(void *address, uint64_t flags)
{
	return page_table_set(address, flags);
}

static inline bool page_tables_are_ours(void)
{
	return true;
}

/* Blocks of 1 GiB are part of the granule of 4 KiB. */
static inline bool page_has_gib(void)
{
	return true;
}

/* ID_AA64MMFR0_EL1.PARange; what is above needs tables of another format. */
static inline uint64_t page_phys_end(void)
{
	static const uint8_t widths[] = { 32, 36, 40, 42, 44, 48 };
	uint64_t range;

	__asm__("mrs %0, id_aa64mmfr0_el1" : "=r"(range));
	range &= 15;
	return UK_BIT(widths[uk_min(range, (uint64_t)UK_ARRAY_SIZE(widths) - 1)]);
}

/* The entry code has mapped nothing executable in the direct map. */
static inline void page_table_begin(void)
{
}

#endif
