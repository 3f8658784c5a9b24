/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer entry: any start info of a PV guest, and any page tables; what is accepted is within memory. */
#include <stdlib.h>
#include <string.h>

#include <uk/bits.h>
#include <uk/isa/page.h>

#include "../event.h"
#include "../grant.h"
#include "../x86_64/pv_layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TABLES = 4, ENTRY_BYTES = 5 };

static _Alignas(4096) uint64_t tables[TABLES][UKARCH_PTES];

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* What the rest of the component needs; nothing here calls it. */
long xen_hypercall(unsigned int number, unsigned long a, unsigned long b, unsigned long c,
		   unsigned long d)
{
	(void)number;
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	abort();
}

uint64_t xen_frame_of(const void *address)
{
	return (uintptr_t)address;
}

void *xen_grant_frame(unsigned int index, bool status)
{
	(void)index;
	(void)status;
	abort();
}

unsigned int xen_grant_frames_max(void)
{
	abort();
}

bool xen_frames_are_wide(void)
{
	abort();
}

void event_forget(unsigned int port)
{
	(void)port;
	abort();
}

/* Tables are numbered in the address; every other number is none. */
static const uint64_t *read_table(const struct pv_start *start, uint64_t entry)
{
	uint64_t number = (entry & UKARCH_PTE_ADDRESS) >> UK_PAGE_SHIFT;

	(void)start;
	return number < TABLES ? tables[number] : NULL;
}

static bool within(const struct pv_range *range, uint64_t pages)
{
	uint64_t end = range->start + range->size;

	return range->size == 0 || (range->start >= UKPLAT_IMAGE_VIRT && end >= range->start &&
				    end - UKPLAT_IMAGE_VIRT <= pages << UK_PAGE_SHIFT);
}

static void check_layout(const struct pv_start *start, const struct pv_layout *layout)
{
	for (int i = 0; i < PV_RANGES; i++) {
		require(within(&start->ranges[i], start->pages));
		require(start->ranges[i].size == 0 ||
			start->ranges[i].start + start->ranges[i].size <=
				UKPLAT_IMAGE_VIRT + (layout->free << UK_PAGE_SHIFT));
	}
	require(start->console < layout->free && start->store < layout->free);
	require(layout->free < start->pages);
}

static void check_mapped(uint64_t pages, uint64_t mapped, struct pv_layout layout)
{
	if (pv_layout_mapped(pages, mapped, &layout))
		return;
	require(layout.free < layout.tables && layout.tables <= pages);
	require(layout.free <= layout.mapped && layout.mapped <= layout.next_chunk);
	/* So many chunks, and directories, there are tables for. */
	if (layout.next_chunk < pages)
		require((layout.tables - layout.next_chunk + PV_FIRST_PAGE) / UKARCH_PTES <=
				pages - layout.tables ||
			layout.tables < layout.next_chunk);
}

/* Four bytes for the place, and one for what the entry says. */
static void write_tables(const uint8_t *data, size_t size)
{
	memset(tables, 0, sizeof(tables));
	for (; size >= ENTRY_BYTES; data += ENTRY_BYTES, size -= ENTRY_BYTES) {
		uint32_t place;
		unsigned int table, index;

		memcpy(&place, data, sizeof(place));
		table = place % TABLES;
		index = place / TABLES % UKARCH_PTES;
		/* A whole run of them, so that tables are full sooner. */
		for (unsigned int i = 0; i < 1U + (place >> 16) % UKARCH_PTES; i++)
			tables[table][(index + i) % UKARCH_PTES] =
				(uint64_t)(data[4] >> 1) << UK_PAGE_SHIFT | (data[4] & 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pv_start start;
	struct pv_layout layout;
	struct pv_tables found;

	if (size < sizeof(start))
		return 0;
	memcpy(&start, data, sizeof(start));
	/* Halfway there: places in the image's map, and mostly not too far. */
	for (int i = 0; i < PV_RANGES; i++)
		start.ranges[i].start += UKPLAT_IMAGE_VIRT;
	write_tables(data + sizeof(start), size - sizeof(start));
	if (pv_layout(&start, &layout))
		layout.free = 100;
	else
		check_layout(&start, &layout);
	start.ranges[PV_TABLES].start = (uintptr_t)tables[0];
	if (pv_tables_find(&start, read_table, &found) == NULL) {
		require(found.mapped <= UKARCH_PTES * UKARCH_PTES);
		check_mapped(start.pages % (UKPLAT_DIRECT_SIZE >> UK_PAGE_SHIFT), found.mapped,
			     layout);
	}
	return 0;
}
