/* SPDX-License-Identifier: BSD-3-Clause */
/* Translation tables of stage 1, 4 KiB granule, 39 bits of address (Arm ARM, "Translation table descriptor formats"). */
#ifndef UK_ISA_PAGE_H
#define UK_ISA_PAGE_H

#define UKARCH_PTE_VALID    0x001
#define UKARCH_PTE_TABLE    0x003
#define UKARCH_PTE_PAGE	    0x003 /* at level 3 */
#define UKARCH_PTE_BLOCK    0x001 /* at level 1: 1 GiB; at level 2: 2 MiB */
#define UKARCH_PTE_DEVICE   0x000 /* attribute 0 of UKARCH_MAIR */
#define UKARCH_PTE_NORMAL   0x004 /* attribute 1 */
#define UKARCH_PTE_READONLY 0x080
#define UKARCH_PTE_SHARED   0x300 /* inner shareable */
#define UKARCH_PTE_ACCESSED 0x400
/* Never executed, privileged, and in the next bit unprivileged. */
#define UKARCH_PTE_NX_SHIFT 53

/* Attributes: 0 device nGnRE, 1 normal, write-back. */
#define UKARCH_MAIR 0xff04

#define UKARCH_PAGE_SHIFT_2M 21
#define UKARCH_PAGE_SHIFT_1G 30

#ifndef __ASSEMBLY__
#include <uk/bits.h>

#define UKARCH_PTE_UXN	   UK_BIT(UKARCH_PTE_NX_SHIFT + 1)
#define UKARCH_PTE_NX	   (UINT64_C(3) << UKARCH_PTE_NX_SHIFT)
#define UKARCH_PTE_ADDRESS UINT64_C(0x0000fffffffff000)

enum { UKARCH_PTES = 512, UKARCH_ROOT_LEVEL = 2 };

/* Index of @address at @level: 0 is the table of pages, UKARCH_ROOT_LEVEL the root. */
static inline unsigned int ukarch_pte_index(uint64_t address, unsigned int level)
{
	return (address >> (UK_PAGE_SHIFT + 9 * level)) % UKARCH_PTES;
}

/* After entries were stored that were not valid: see ukarch_pte_set(). */
static inline void ukarch_pte_sync(void)
{
	__asm__ volatile("dsb ishst; isb" ::: "memory");
}

/*
 * Make an entry valid that was not. DSB ISHST: the walker of any CPU sees the entry before what follows;
 * ISB: this CPU's own accesses do. Nothing can be cached of an entry that was not valid (I_WZCBG).
 */
static inline void ukarch_pte_set(uint64_t *entry, uint64_t value)
{
	*(volatile uint64_t *)entry = value;
	ukarch_pte_sync();
}

/* Forget translations of the page or block at @address, on all CPUs, after a change of its entry. */
static inline void ukarch_tlb_flush_page(const void *address)
{
	uint64_t page = (uint64_t)(uintptr_t)address << 8 >> 20;

	__asm__ volatile("dsb ishst; tlbi vaae1is, %0; dsb ish; isb" ::"r"(page) : "memory");
}

/**
 * ukarch_pte_replace() - put another table or block where a valid entry stands: break before make.
 * @entry:   mapped by other entries than the one that is replaced.
 * @value:   the new entry.
 * @address: an address that the entry translates.
 *
 * Nothing else may touch what the entry maps, in between, so this is one statement that uses neither
 * the stack nor other memory (Arm ARM, R_DDMVT).
 *
 * Context: interrupts off.
 */
static inline void ukarch_pte_replace(uint64_t *entry, uint64_t value, uint64_t address)
{
	__asm__ volatile("dsb ishst\n\t"
			 "str xzr, [%0]\n\t"
			 "dsb ishst\n\t"
			 "tlbi vaae1is, %2\n\t"
			 "dsb ish\n\t"
			 "str %1, [%0]\n\t"
			 "dsb ishst\n\t"
			 "isb"
			 :
			 : "r"(entry), "r"(value), "r"(address << 8 >> 20)
			 : "memory");
}

#endif

#endif
