/* SPDX-License-Identifier: BSD-3-Clause */
/* Grants of Xen: pages that other domains may use, and pages of theirs. Platforms that have them set PLAT_HAS_XEN. */
#ifndef UK_PLAT_XEN_GRANT_H
#define UK_PLAT_XEN_GRANT_H

#include <uk/base.h>

/**
 * ukplat_xen_grant_access() - let another domain use a page.
 * @domain:   its number.
 * @page:     a whole page that holds nothing else, page-aligned; zeroed before it held what the peer shall see.
 * @writable: false when the peer only reads.
 *
 * Context: any. Return: the grant's reference, at least 8; -ENOSPC when the table is full, -ENODEV without one.
 */
UK_API int ukplat_xen_grant_access(uint16_t domain, const void *page, bool writable);

/**
 * ukplat_xen_grant_end() - take a grant back.
 * @reference: of ukplat_xen_grant_access(), and given back if this succeeds.
 *
 * While the peer has the page mapped, or copies, it cannot be: the page must not be used for anything else. Whether the peer
 * may map it once more then differs between versions of the table. Try again later, or see ukplat_xen_grant_retire().
 *
 * Context: any. Return: 0, or -EBUSY when the peer uses it.
 */
UK_API int ukplat_xen_grant_end(unsigned int reference);

/* Whether the peer has the page mapped, or is copying, now. Context: any. */
UK_API bool ukplat_xen_grant_in_use(unsigned int reference);

/* A grant that is to end when the peer lets go of it, and what happens then. The caller's, beside the page, not in it. */
struct ukplat_xen_grant_retired {
	unsigned int reference;
	/* The page is ours alone again, and so is this. Called once, in any context. */
	void (*release)(struct ukplat_xen_grant_retired *retired);
	struct ukplat_xen_grant_retired *next; /* the platform's, meanwhile */
};

/**
 * ukplat_xen_grant_retire() - end a grant as soon as the peer lets go of the page.
 * @retired: filled in but for next; stays until released.
 *
 * When the peer does not, the page stays in quarantine. Each later call of this function and of
 * ukplat_xen_grant_access() looks at one that is in there.
 *
 * Context: any. Return: whether it was released at once.
 */
UK_API bool ukplat_xen_grant_retire(struct ukplat_xen_grant_retired *retired);

/* How many are in quarantine. Context: any. */
UK_API size_t ukplat_xen_grant_quarantined(void);

struct ukplat_xen_grant_mapping {
	void *page;
	uint32_t handle; /* the platform's */
};

/**
 * ukplat_xen_grant_map() - map a page that another domain has granted to us.
 * @domain:    its number.
 * @reference: its.
 * @writable:  false to read only.
 * @mapping:   receives where it is.
 *
 * What is in the page may change at any time: copy, then check, then use.
 *
 * Context: thread.
 * Return: 0; -EINVAL when it is not granted to us so; -ENOSPC when no more can be mapped, -ENODEV where none can.
 */
UK_API int ukplat_xen_grant_map(uint16_t domain, unsigned int reference, bool writable,
				struct ukplat_xen_grant_mapping *mapping);

/* Undo it. Context: thread. */
UK_API void ukplat_xen_grant_unmap(struct ukplat_xen_grant_mapping *mapping);

#endif
