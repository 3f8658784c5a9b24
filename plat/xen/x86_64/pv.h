/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files for PV guests share. */
#ifndef UK_XEN_PV_H
#define UK_XEN_PV_H

#include "pv_layout.h"

/* Leaf entries; Xen wants the user bit, since a PV guest's kernel runs in ring 3. */
#define PV_READ	 0x65
#define PV_WRITE 0x67

/* Map one page of the start's map to another frame. Return: 0 or negative. */
long pv_map(const void *address, uint64_t entry);

/**
 * pv_memory_init() - the direct map, rights of the image, and nothing else at the image's addresses.
 * @start:  checked by pv_layout().
 * @layout: of it.
 *
 * What the builder left is at the direct map alone, afterwards.
 *
 * Context: boot.
 */
void pv_memory_init(const struct pv_start *start, const struct pv_layout *layout);

/* The machine frame of a page, after pv_memory_init(). Context: any. */
uint64_t pv_frame_of(uint64_t page);

/* The page that a machine frame is, by the @list of all frames; 0 when it is not ours. Context: any. */
uint64_t pv_page_of(uint64_t frame, const uint64_t *list, uint64_t pages);

#endif
