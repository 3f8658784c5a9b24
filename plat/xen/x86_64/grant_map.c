/* SPDX-License-Identifier: BSD-3-Clause */
/* Pages of other domains, in slots below the image. */
#include <uk/bits.h>
#include <uk/errno.h>
#include <uk/plat/irq.h>
#include <uk/plat/xen_grant.h>

#include "../grant.h"
#include "machine.h"
#include "pv.h"

enum { WORD_BITS = 32 };

/* Those in use. Events masked. */
static uint32_t used[(SLOTS - SLOTS_FOREIGN) / WORD_BITS];

/* Return: 0 when all are in use. */
static unsigned int take_slot(void)
{
	bool enabled = ukplat_irq_save();
	unsigned int slot = 0;

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(used) && !slot; i++)
		if (~used[i]) {
			unsigned int bit = uk_lowest_bit(~used[i]);

			used[i] |= 1U << bit;
			slot = SLOTS_FOREIGN + i * WORD_BITS + bit;
		}
	ukplat_irq_restore(enabled);
	return slot;
}

static void give_slot_back(unsigned int slot)
{
	bool enabled = ukplat_irq_save();

	slot -= SLOTS_FOREIGN;
	used[slot / WORD_BITS] &= ~(1U << slot % WORD_BITS);
	ukplat_irq_restore(enabled);
}

/* A PV guest names the place in its map, another one that in its memory. */
static uint64_t host_address(unsigned int slot)
{
	return xen_is_pv() ? (uintptr_t)slot_address(slot) : slot_phys(slot);
}

int ukplat_xen_grant_map(uint16_t domain, unsigned int reference, bool writable,
			 struct ukplat_xen_grant_mapping *mapping)
{
	unsigned int slot = take_slot();
	struct gnttab_map_grant_ref op = {
		.host_addr = slot ? host_address(slot) : 0,
		.flags = GNTMAP_host_map | (writable ? 0 : GNTMAP_readonly),
		.ref = reference,
		.dom = domain,
	};

	if (!slot)
		return -ENOSPC;
	if (xen_grant_op(GNTTABOP_map_grant_ref, &op) || op.status != GNTST_okay) {
		give_slot_back(slot);
		return op.status == GNTST_no_space ? -ENOSPC : -EINVAL;
	}
	if (!xen_is_pv())
		slot_show(slot, writable);
	*mapping = (struct ukplat_xen_grant_mapping){ slot_address(slot), op.handle };
	return 0;
}

void ukplat_xen_grant_unmap(struct ukplat_xen_grant_mapping *mapping)
{
	unsigned int slot =
		(unsigned int)(((uintptr_t)mapping->page - (uintptr_t)slot_address(0)) >>
			       UK_PAGE_SHIFT);
	struct gnttab_unmap_grant_ref op = {
		.host_addr = host_address(slot),
		.handle = mapping->handle,
	};

	if (!xen_is_pv())
		slot_hide(slot);
	/* A page that stays mapped keeps its slot. */
	if (xen_grant_op(GNTTABOP_unmap_grant_ref, &op) == 0 && op.status == GNTST_okay)
		give_slot_back(slot);
	mapping->page = NULL;
}
