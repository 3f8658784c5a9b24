/* SPDX-License-Identifier: BSD-3-Clause */
/* Page tables, between page_table.c and an architecture's part. */
#ifndef UK_COMMON_PAGE_TABLE_H
#define UK_COMMON_PAGE_TABLE_H

#include <uk/base.h>

/*
 * page_format.h, in the architecture's folder, has what page_table.c is made of:
 *
 * PAGE_ROOT, PAGE_ROOT_LEVEL      the root; 0 is the level of single pages, 1 that of 2 MiB
 * PAGE_DIRECT                     the table with an entry for each GiB of the direct map
 * PAGE_IMAGE                      the table of level 1 of the image and of devices
 * PAGE_ENTRY_TABLE                flags of an entry that points to a table
 * PAGE_ENTRY_MEMORY, _DEVICE      flags of one that maps 2 MiB or 1 GiB
 * page_is_valid(), page_is_table(entry)
 * page_smaller(entry, level)      the first entry of a table that does the same as one of @level
 * page_flags(protection)          flags of a single page
 * page_enter(entry, value)        make an entry valid; page_entered() after several that were just stored
 * page_replace(entry, value, at)  put a table where a large page stands, that maps @at
 * page_executable(at, size)       before memory that was written is executed
 * page_set(at, flags), page_tables_are_ours()  see page_table_set()
 * page_has_gib(), page_phys_end() what this CPU can map
 * page_table_begin()              what the entry code has left to do
 * UKPLAT_…                        of the layout
 */

/* Give the page at @address @flags, and keep where it is. Return: 0, -EINVAL or -ENOMEM. */
int page_table_set(void *address, uint64_t flags);

#endif
