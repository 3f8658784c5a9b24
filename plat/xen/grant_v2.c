/* SPDX-License-Identifier: BSD-3-Clause */
/* Grant table, version 2: wide frame numbers; whether an entry is in use stands in an array of its own. */
#include "grant.h"

_Static_assert(sizeof(union grant_entry_v2) == 16, "grant_table.h");
_Static_assert(offsetof(union grant_entry_v2, full_page.frame) == 8, "grant_table.h");

static union grant_entry_v2 *entry_of(unsigned int reference)
{
	return (union grant_entry_v2 *)grant_table + reference;
}

static bool access_v2(unsigned int reference, domid_t domain, uint64_t frame, bool writable)
{
	union grant_entry_v2 *entry = entry_of(reference);
	uint16_t flags = GTF_permit_access | (writable ? 0 : GTF_readonly);

	entry->full_page.frame = frame;
	entry->hdr.domid = domain;
	/* Pairs with Xen, which reads the flags and then the rest. */
	__atomic_store_n(&entry->hdr.flags, flags, __ATOMIC_RELEASE);
	return true;
}

static bool in_use_v2(unsigned int reference)
{
	return grant_status[reference] & (GTF_reading | GTF_writing);
}

/* From the first time on nobody can start to use it. */
static bool end_v2(unsigned int reference)
{
	__atomic_store_n(&entry_of(reference)->hdr.flags, GTF_invalid, __ATOMIC_RELAXED);
	/* Pairs with Xen, which sets the status, and then looks at the flags again. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (in_use_v2(reference))
		return false;
	/* Pairs with Xen, which clears the status after its last use of the page. */
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return true;
}

static uint32_t *link_v2(unsigned int reference)
{
	return &entry_of(reference)->full_page.pad0;
}

const struct grant_version grant_v2 = {
	.number = 2,
	.per_frame = UK_PAGE_SIZE / sizeof(union grant_entry_v2),
	.access = access_v2,
	.end = end_v2,
	.in_use = in_use_v2,
	.link = link_v2,
};
