/* SPDX-License-Identifier: BSD-3-Clause */
/* Where things lie in the memory that the builder of a PV guest gave it. */
#ifndef UK_XEN_PV_LAYOUT_H
#define UK_XEN_PV_LAYOUT_H

#include <uk/base.h>

#include <common/layout_x86_64.h>

/*
 * Pages are numbered as the builder does, from the one that the image starts with. The direct map keeps the distances
 * that they have in the image's map: physical addresses begin at PV_PHYS.
 */
#define PV_PHYS	      (UKPLAT_IMAGE_VIRT - UKPLAT_IMAGE_BASE)
#define PV_FIRST_PAGE (PV_PHYS >> UK_PAGE_SHIFT)

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
	uint64_t free; /* from here on memory is free */
	/* Up to here the builder has mapped it, and from there on chunks have to be: 2 MiB each. */
	uint64_t mapped, next_chunk;
	uint64_t tables; /* the last pages: tables of what is mapped later */
};

/**
 * pv_layout() - check what the builder says.
 * @start:  nothing in it is believed.
 * @layout: receives where free memory begins.
 *
 * Return: NULL, or a line that says what is wrong.
 */
const char *pv_layout(const struct pv_start *start, struct pv_layout *layout);

/* The builder's tables, where it has mapped them. */
struct pv_tables {
	const uint64_t *root, *level_3, *level_2;
	uint64_t mapped; /* so many pages they show, from the first one on */
};

/* The table that a present entry points to; NULL when it is not one of the builder's in @start. */
typedef const uint64_t *pv_table_reader(const struct pv_start *start, uint64_t entry);

/**
 * pv_tables_find() - look for what the builder has mapped.
 * @start:  checked by pv_layout().
 * @read:   gives access to its tables.
 * @tables: receives them.
 *
 * Return: NULL, or a line that says what is wrong.
 */
const char *pv_tables_find(const struct pv_start *start, pv_table_reader *read,
			   struct pv_tables *tables);

/**
 * pv_layout_mapped() - the rest of the layout.
 * @pages:  of all memory.
 * @mapped: so many the builder has mapped.
 * @layout: filled in by pv_layout().
 *
 * Return: NULL, or a line that says what is wrong.
 */
const char *pv_layout_mapped(uint64_t pages, uint64_t mapped, struct pv_layout *layout);

#endif
