/* SPDX-License-Identifier: BSD-3-Clause */
/* The grant table: its two versions, and what an architecture supplies. */
#ifndef UK_XEN_GRANT_H
#define UK_XEN_GRANT_H

#include "xen.h"

#include <xen/grant_table.h>

/* Entries of the table in one version. Those of a frame are consecutive, and so are frames. */
struct grant_version {
	unsigned int number;
	unsigned int per_frame;
	/* Fill in an entry that nobody uses. Return: false when @frame does not fit. */
	bool (*access)(unsigned int reference, domid_t domain, uint64_t frame, bool writable);
	/* Return: false when the peer uses it. */
	bool (*end)(unsigned int reference);
	bool (*in_use)(unsigned int reference);
	/* A word for our own use in an entry that is not in use. */
	uint32_t *(*link)(unsigned int reference);
};

extern const struct grant_version grant_v1, grant_v2;

/* The first frame of the table, and of version 2's status words; once there is one. */
extern void *grant_table;
extern const volatile grant_status_t *grant_status;

static inline long xen_grant_op(unsigned int command, void *arg)
{
	return xen_hypercall(__HYPERVISOR_grant_table_op, command, (unsigned long)arg, 1, 0);
}

/**
 * xen_grant_frame() - make a frame of the table visible. The architecture's, as are the two that follow.
 * @index:  from 0; called for each in turn.
 * @status: of the array of version 2's status words instead.
 *
 * Context: any. Return: where it is, right behind the one before; NULL when it cannot be.
 */
void *xen_grant_frame(unsigned int index, bool status);

/* How many of the table it can show at most. */
unsigned int xen_grant_frames_max(void);

/* Whether pages of ours may have frame numbers of more than 32 bits. */
bool xen_frames_are_wide(void);

#endif
