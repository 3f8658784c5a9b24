/* SPDX-License-Identifier: BSD-3-Clause */
/* Grant table, version 1: a word of flags tells both what is granted and whether it is in use. */
#include "grant.h"

_Static_assert(sizeof(struct grant_entry_v1) == 8, "grant_table.h");

enum { IN_USE = GTF_reading | GTF_writing };

static struct grant_entry_v1 *entry_of(unsigned int reference)
{
	return (struct grant_entry_v1 *)grant_table + reference;
}

static bool access_v1(unsigned int reference, domid_t domain, uint64_t frame, bool writable)
{
	struct grant_entry_v1 *entry = entry_of(reference);
	uint16_t flags = GTF_permit_access | (writable ? 0 : GTF_readonly);

	if (frame > UINT32_MAX)
		return false;
	entry->frame = (uint32_t)frame;
	entry->domid = domain;
	/* Pairs with Xen, which reads the flags and then the rest. */
	__atomic_store_n(&entry->flags, flags, __ATOMIC_RELEASE);
	return true;
}

static bool in_use_v1(unsigned int reference)
{
	return __atomic_load_n(&entry_of(reference)->flags, __ATOMIC_RELAXED) & IN_USE;
}

/* In one step with the look at the marks that Xen sets in the same word, in one step, too. It loops twice at most: what else
 * changes in the word are those marks. */
static bool end_v1(unsigned int reference)
{
	uint16_t *flags = &entry_of(reference)->flags;
	uint16_t old = __atomic_load_n(flags, __ATOMIC_RELAXED);

	do {
		if (old & IN_USE)
			return false;
	} while (!__atomic_compare_exchange_n(flags, &old, GTF_invalid, false, __ATOMIC_SEQ_CST,
					      __ATOMIC_RELAXED));
	return true;
}

static uint32_t *link_v1(unsigned int reference)
{
	return &entry_of(reference)->frame;
}

const struct grant_version grant_v1 = {
	.number = 1,
	.per_frame = UK_PAGE_SIZE / sizeof(struct grant_entry_v1),
	.access = access_v1,
	.end = end_v1,
	.in_use = in_use_v1,
	.link = link_v1,
};
