/* SPDX-License-Identifier: BSD-3-Clause */
/* Where things lie in the memory that the builder of a PV guest gave it. */
#ifndef UK_XEN_PV_LAYOUT_H
#define UK_XEN_PV_LAYOUT_H

#include <uk/base.h>

/* A range of virtual addresses in the map that the guest starts with; size 0 when there is none. */
struct pv_range {
	uint64_t start;
	uint64_t size; /* bytes */
};

enum {
	PV_IMAGE,
	PV_START_INFO,
	PV_P2M,	   /* machine frame by page */
	PV_TABLES, /* the builder's page tables */
	PV_STACK,  /* the builder's */
	PV_MODULE, /* the initrd */
	PV_RANGES
};

struct pv_start {
	uint64_t pages; /* of all memory */
	struct pv_range ranges[PV_RANGES];
	/* Page numbers of rings, or 0. */
	uint64_t console, store;
};

/* Page numbers. */
struct pv_layout {
	uint64_t tables;  /* the first of the direct map's tables: level 1, 2, 3 */
	uint64_t level_1; /* so many */
	uint64_t level_2;
	uint64_t tables_end; /* from here on memory is free */
};

/**
 * pv_layout() - check what the builder says, and find room for the direct map's tables.
 * @start:  nothing in it is believed.
 * @layout: receives the result.
 *
 * Return: NULL, or a line that says what is wrong.
 */
const char *pv_layout(const struct pv_start *start, struct pv_layout *layout);

#endif
