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
 * @shared: the page table entry of xen_shared.
 * @layout: of @start; completed.
 *
 * What the builder mapped is at the direct map alone, afterwards; memory behind it is mapped when it is handed out.
 *
 * Context: boot. Return: NULL, or a line that says what is wrong.
 */
const char *pv_memory_init(const struct pv_start *start, uint64_t shared, struct pv_layout *layout);

/* The machine frame of a page, after pv_memory_init(). Context: any. */
uint64_t pv_frame_of(const void *address);

/* The page that a machine frame is, by the @list of all frames; 0 when it is not ours. Context: any. */
uint64_t pv_page_of(uint64_t frame, const uint64_t *list, uint64_t pages);

#endif
