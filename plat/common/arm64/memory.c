/* SPDX-License-Identifier: BSD-3-Clause */
/* What is Arm64's own of the translation tables: see page_table.c. */
#include <uk/plat/irq.h>

#include "page_format.h"

enum { WINDOW_INDEX = (UKPLAT_TABLE_WINDOW - UKPLAT_IMAGE_BASE) >> UKARCH_PAGE_SHIFT_2M };

#define SIZE_2M UK_BIT(UKARCH_PAGE_SHIFT_2M)

uint64_t ukplat_image_phys;

/*
 * The table that holds the entry may itself lie in the block that is taken away, so it is written
 * through a window of its own.
 */
void page_table_replace(uint64_t *entry, uint64_t value, uint64_t at)
{
	uint64_t phys = ukplat_virt_to_phys(entry);
	uint64_t *window = &ukplat_table_image[WINDOW_INDEX];
	bool enabled = ukplat_irq_save();

	ukarch_pte_set(window, UK_ALIGN_DOWN(phys, SIZE_2M) | PAGE_ENTRY_MEMORY);
	ukarch_pte_replace((uint64_t *)(UKPLAT_TABLE_WINDOW + phys % SIZE_2M), value, at);
	*window = 0;
	ukarch_tlb_flush_page((void *)UKPLAT_TABLE_WINDOW);
	ukplat_irq_restore(enabled);
}
