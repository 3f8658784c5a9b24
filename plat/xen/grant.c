/* SPDX-License-Identifier: BSD-3-Clause */
/* Grants (Xen public headers, grant_table.h): references, and the quarantine of pages that a peer does not let go of. */
#include <uk/assert.h>
#include <uk/bits.h>
#include <uk/errno.h>
#include <uk/plat/spinlock.h>
#include <uk/plat/xen_grant.h>

#include "grant.h"

enum { STATUS_PER_FRAME = UK_PAGE_SIZE / sizeof(grant_status_t) };

void *grant_table;
const volatile grant_status_t *grant_status;

/* Protects what follows, and the words that link free entries. */
static struct uk_spinlock lock = UK_SPINLOCK_INIT;

/* NULL until a grant is wanted. */
static const struct grant_version *version;
static unsigned int frames, frames_max, status_frames;

/* Entries below first_fresh have been in use; those that are not in use are in a list, which 0 ends. */
static unsigned int first_fresh = GNTTAB_NR_RESERVED_ENTRIES;
static uint32_t first_free;

/* Those who wait, oldest first. */
static struct ukplat_xen_grant_retired *oldest, **newest = &oldest;
static size_t waiting;

static unsigned int wanted_version(void)
{
	if (CONFIG_PLAT_XEN_GRANT_VERSION)
		return CONFIG_PLAT_XEN_GRANT_VERSION;
	return xen_frames_are_wide() ? 2 : 1;
}

/* Xen may not have the other version, or may not let this guest have it. */
static const struct grant_version *choose_version(void)
{
	struct gnttab_set_version set = { .version = wanted_version() };
	struct gnttab_get_version get = { .dom = DOMID_SELF };

	if (xen_grant_op(GNTTABOP_get_version, &get) == 0 && get.version != set.version)
		xen_grant_op(GNTTABOP_set_version, &set);
	if (xen_grant_op(GNTTABOP_get_version, &get) == 0 && get.version == 2)
		return &grant_v2;
	return &grant_v1;
}

static bool start(void)
{
	struct gnttab_query_size size = { .dom = DOMID_SELF };

	if (xen_grant_op(GNTTABOP_query_size, &size) || size.status != GNTST_okay)
		return false;
	frames_max = uk_min(size.max_nr_frames, xen_grant_frames_max());
	version = choose_version();
	return true;
}

/* Xen makes as many of them as the table needs. */
static bool grow_status(void)
{
	unsigned int needed = (frames + 1) * version->per_frame;

	while (status_frames * STATUS_PER_FRAME < needed) {
		void *frame = xen_grant_frame(status_frames, true);

		if (!frame)
			return false;
		if (status_frames++ == 0)
			grant_status = frame;
	}
	return true;
}

static bool grow(void)
{
	void *frame;

	if (frames >= frames_max)
		return false;
	frame = xen_grant_frame(frames, false);
	if (!frame || (version->number == 2 && !grow_status()))
		return false;
	if (frames++ == 0)
		grant_table = frame;
	return true;
}

/* Under the lock. Return: 0 when there is none. */
static unsigned int allocate(void)
{
	unsigned int reference = first_free;

	if (reference) {
		first_free = *version->link(reference);
		return reference;
	}
	if (first_fresh == frames * version->per_frame || frames == 0)
		if (!grow())
			return 0;
	return first_fresh++;
}

static void give_back(unsigned int reference)
{
	bool enabled = uk_spin_lock(&lock);

	*version->link(reference) = first_free;
	first_free = reference;
	uk_spin_unlock(&lock, enabled);
}

static struct ukplat_xen_grant_retired *take_oldest(void)
{
	bool enabled = uk_spin_lock(&lock);
	struct ukplat_xen_grant_retired *retired = oldest;

	if (retired) {
		oldest = retired->next;
		if (!oldest)
			newest = &oldest;
		waiting--;
	}
	uk_spin_unlock(&lock, enabled);
	return retired;
}

static void put_newest(struct ukplat_xen_grant_retired *retired)
{
	bool enabled = uk_spin_lock(&lock);

	retired->next = NULL;
	*newest = retired;
	newest = &retired->next;
	waiting++;
	uk_spin_unlock(&lock, enabled);
}

static bool try_release(struct ukplat_xen_grant_retired *retired)
{
	if (ukplat_xen_grant_end(retired->reference))
		return false;
	retired->release(retired);
	return true;
}

static void look_at_oldest(void)
{
	struct ukplat_xen_grant_retired *retired = take_oldest();

	if (retired && !try_release(retired))
		put_newest(retired);
}

int ukplat_xen_grant_access(uint16_t domain, const void *page, bool writable)
{
	unsigned int reference = 0;
	bool enabled, ready;

	UK_ASSERT((uintptr_t)page % UK_PAGE_SIZE == 0);
	look_at_oldest();
	enabled = uk_spin_lock(&lock);
	ready = version || start();
	if (ready)
		reference = allocate();
	uk_spin_unlock(&lock, enabled);
	if (!reference)
		return ready ? -ENOSPC : -ENODEV;
	if (version->access(reference, domain, xen_frame_of(page), writable))
		return (int)reference;
	give_back(reference);
	return -ENOSPC;
}

/* Of those that were given; what is given back already nobody notices. */
static void check(unsigned int reference)
{
	UK_ASSERT(reference >= GNTTAB_NR_RESERVED_ENTRIES && reference < first_fresh);
}

int ukplat_xen_grant_end(unsigned int reference)
{
	check(reference);
	if (!version->end(reference))
		return -EBUSY;
	give_back(reference);
	return 0;
}

bool ukplat_xen_grant_in_use(unsigned int reference)
{
	check(reference);
	return version->in_use(reference);
}

bool ukplat_xen_grant_retire(struct ukplat_xen_grant_retired *retired)
{
	look_at_oldest();
	if (try_release(retired))
		return true;
	put_newest(retired);
	return false;
}

size_t ukplat_xen_grant_quarantined(void)
{
	return waiting;
}
