/* SPDX-License-Identifier: BSD-3-Clause */
/* What is x86-64's own of the page tables: see page_table.c. */
#include "page_format.h"

enum { ROOT_DIRECT = 273 };

extern uint64_t ukplat_pd_direct[UKARCH_PTES];

uint64_t ukplat_image_phys = UKPLAT_IMAGE_PHYS;
ukplat_page_setter *ukplat_page_set = page_table_set;

/* The entry code shared the direct map with its identity map, which had to be executable. */
void page_table_begin(void)
{
	for (unsigned int i = 0; i < UKARCH_PTES && ukplat_pd_direct[i]; i++)
		ukplat_pd_direct[i] |= UKARCH_PTE_NX;
	ukplat_pml4[ROOT_DIRECT] &= ~UKARCH_PTE_NX;
}
