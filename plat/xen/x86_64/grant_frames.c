/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames of the grant table, in slots below the image. */
#include <uk/isa/page.h>
#include <uk/plat/boot.h>

#include <common/layout_x86_64.h>

#include <xen/memory.h>

#include "../grant.h"
#include "machine.h"
#include "pv.h"

_Static_assert(UKPLAT_IMAGE_VIRT - UKPLAT_IMAGE_BASE >= SLOTS * UK_PAGE_SIZE,
	       "the image's first table is for slots");

void *slot_address(unsigned int slot)
{
	return (void *)(UKPLAT_IMAGE_BASE + (uint64_t)slot * UK_PAGE_SIZE);
}

/* Behind all that the memory map knows of, and behind what lies below 4 GiB whether it says so or not. */
uint64_t slot_phys(unsigned int slot)
{
	const struct ukplat_boot_info *info = ukplat_boot_info();
	uint64_t end = UK_BIT(32);

	if (info->region_count) {
		const struct ukplat_region *last = &info->regions[info->region_count - 1];

		end = uk_max(end, UK_ALIGN_UP(last->phys + last->size, UK_PAGE_SIZE));
	}
	return end + (uint64_t)slot * UK_PAGE_SIZE;
}

void slot_show(unsigned int slot, bool writable)
{
	ukplat_page_tables[slot] = slot_phys(slot) | UKARCH_PTE_PRESENT | UKARCH_PTE_NX |
				   (writable ? UKARCH_PTE_WRITE : 0);
}

void slot_hide(unsigned int slot)
{
	ukplat_page_tables[slot] = 0;
	ukarch_tlb_flush_page(slot_address(slot));
}

unsigned int xen_grant_frames_max(void)
{
	return SLOTS_STATUS - SLOTS_TABLE;
}

bool xen_frames_are_wide(void)
{
	return xen_is_pv() && xen_memory_op(XENMEM_maximum_ram_page, NULL) > UINT32_MAX;
}

/* Xen tells frames from the first one on. Return: 0 on failure. */
static uint64_t pv_frame(unsigned int index, bool status)
{
	static uint64_t list[SLOTS_STATUS];
	struct gnttab_setup_table table = { .dom = DOMID_SELF, .nr_frames = index + 1 };
	struct gnttab_get_status_frames words = { .dom = DOMID_SELF, .nr_frames = index + 1 };
	long error;

	set_xen_guest_handle(table.frame_list, list);
	set_xen_guest_handle(words.frame_list, list);
	error = status ? xen_grant_op(GNTTABOP_get_status_frames, &words)
		       : xen_grant_op(GNTTABOP_setup_table, &table);
	return error || (status ? words.status : table.status) ? 0 : list[index];
}

static bool show_pv(unsigned int slot, unsigned int index, bool status)
{
	uint64_t frame = pv_frame(index, status);

	return frame &&
	       pv_map(slot_address(slot), frame << UK_PAGE_SHIFT | PV_WRITE | UKARCH_PTE_NX) == 0;
}

static bool show_pvh(unsigned int slot, unsigned int index, bool status)
{
	struct xen_add_to_physmap op = {
		.domid = DOMID_SELF,
		.space = XENMAPSPACE_grant_table,
		.idx = index | (status ? XENMAPIDX_grant_table_status : 0),
		.gpfn = slot_phys(slot) >> UK_PAGE_SHIFT,
	};

	if (xen_memory_op(XENMEM_add_to_physmap, &op))
		return false;
	slot_show(slot, true);
	return true;
}

void *xen_grant_frame(unsigned int index, bool status)
{
	unsigned int slot = (status ? SLOTS_STATUS : SLOTS_TABLE) + index;

	if (slot >= (status ? SLOTS_FOREIGN : SLOTS_STATUS))
		return NULL;
	if (xen_is_pv() ? show_pv(slot, index, status) : show_pvh(slot, index, status))
		return slot_address(slot);
	return NULL;
}
