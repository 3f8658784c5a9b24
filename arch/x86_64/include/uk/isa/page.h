/* SPDX-License-Identifier: BSD-3-Clause */
/* Page-table format of four-level paging (Intel SDM volume 3, 4.5). */
#ifndef UK_ISA_PAGE_H
#define UK_ISA_PAGE_H

#define UKARCH_PTE_PRESENT  0x001
#define UKARCH_PTE_WRITE    0x002
#define UKARCH_PTE_UNCACHED 0x010 /* PCD; with the reset value of the PAT, uncached */
#define UKARCH_PTE_LARGE    0x080 /* in a directory: 2 MiB; in a pointer table: 1 GiB */
/* Bit 63, as the high half of an entry. */
#define UKARCH_PTE_NX_HIGH 0x80000000

#define UKARCH_PAGE_SHIFT_2M 21
#define UKARCH_PAGE_SHIFT_1G 30

#ifndef __ASSEMBLY__
#include <uk/bits.h>

#define UKARCH_PTE_NX	   UK_BIT(63)
#define UKARCH_PTE_ADDRESS UINT64_C(0x000ffffffffff000)

enum { UKARCH_PTES = 512 };

/* Index of @address at @level: 0 is the page table, 3 the root. */
static inline unsigned int ukarch_pte_index(uint64_t address, unsigned int level)
{
	return (address >> (UK_PAGE_SHIFT + 9 * level)) % UKARCH_PTES;
}

static inline void ukarch_tlb_flush_page(const void *address)
{
	__asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

#endif

#endif
