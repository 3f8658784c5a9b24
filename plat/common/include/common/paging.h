/* SPDX-License-Identifier: BSD-3-Clause */
/* Page tables of a guest: the direct map, and who writes the entries. */
#ifndef UK_COMMON_PAGING_H
#define UK_COMMON_PAGING_H

#include <uk/plat/memory.h>

/* Where the image lies in physical memory. Written at entry. */
UK_API extern uint64_t ukplat_image_phys;

/* Tables of entry.S: the directory of the image and of devices; that of directories of the direct map. */
UK_API extern uint64_t ukplat_pd_image[512], ukplat_pdpt_direct[512];

/**
 * ukplat_direct_map_init() - map all free memory of the region list.
 *
 * Memory out of reach, or without memory for tables, becomes reserved.
 *
 * Context: boot, when the region list is complete.
 */
UK_API void ukplat_direct_map_init(void);

/**
 * ukplat_map_phys() - make physical memory readable through the direct map: tables of firmware, pages of Xen.
 * @phys: first byte.
 * @size: bytes.
 *
 * Context: boot. Return: where it is mapped, or NULL.
 */
UK_API const void *ukplat_map_phys(uint64_t phys, uint64_t size);

/* Give one mapped page new @flags (UKARCH_PTE_PRESENT, WRITE, NX). Return: 0, -EINVAL or -ENOMEM. */
typedef int ukplat_page_setter(void *address, uint64_t flags);

/*
 * How ukplat_protect() does it on x86-64: by writing the entry, unless a hypervisor owns the page tables (Xen PV) and
 * the entry code has put another function here. Context: boot.
 */
UK_API extern ukplat_page_setter *ukplat_page_set;

#endif
