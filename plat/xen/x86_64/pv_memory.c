/* SPDX-License-Identifier: BSD-3-Clause */
/* Page tables of a PV guest: Xen checks every entry, and no table may be writable anywhere. */
#include <uk/errno.h>
#include <uk/isa/page.h>

#include <common/boot.h>
#include <common/paging.h>

#include "../xen.h"
#include "machine.h"
#include "pv.h"

enum {
	ROOT_DIRECT = 273,
	TABLE = 0x67, /* of an entry that points to a table */
	FRAME_BITS = 40,
};

#define PV_DATA (PV_WRITE | UKARCH_PTE_NX)

extern const char ukplat_image_start[], ukplat_text_start[], ukplat_text_end[], ukplat_rodata_end[],
	ukplat_image_end[];

/* Shows a table while it is written. */
static uint64_t window[UKARCH_PTES] __attribute__((aligned(4096)));

/* Machine frame by page; the builder's list. */
static const uint64_t *frames;
static uint64_t page_count;

/* The builder's directory, which goes on as that of the direct map. */
static const uint64_t *directory;

/* What is mapped up to where; tables for the rest are the pages from next_table on. */
static struct pv_layout memory;
static uint64_t next_table;

static void *direct(uint64_t page)
{
	return (void *)(UKPLAT_DIRECT_BASE + PV_PHYS + (page << UK_PAGE_SHIFT));
}

static uint64_t page_of(const void *address)
{
	return (ukplat_virt_to_phys(address) - PV_PHYS) >> UK_PAGE_SHIFT;
}

static uint64_t machine(uint64_t page)
{
	return frames[page] << UK_PAGE_SHIFT;
}

uint64_t pv_frame_of(const void *address)
{
	return frames[page_of(address)];
}

long pv_map(const void *address, uint64_t entry)
{
	return xen_hypercall(__HYPERVISOR_update_va_mapping, (unsigned long)address, entry,
			     UVMF_INVLPG | UVMF_LOCAL, 0);
}

uint64_t pv_page_of(uint64_t frame, const uint64_t *list, uint64_t pages)
{
	const uint64_t *page_by_frame = (const uint64_t *)MACH2PHYS_VIRT_START;
	uint64_t page;

	if (frame == 0 || frame >= (MACH2PHYS_VIRT_END - MACH2PHYS_VIRT_START) / sizeof(uint64_t))
		return 0;
	page = page_by_frame[frame];
	return page < pages && list[page] == frame ? page : 0;
}

/* A table of the builder's, in its map. */
static const uint64_t *builders_table(const struct pv_start *start, uint64_t entry)
{
	const struct pv_range *tables = &start->ranges[PV_TABLES];
	uint64_t page =
		pv_page_of((entry & UKARCH_PTE_ADDRESS) >> UK_PAGE_SHIFT, frames, page_count);
	uint64_t address = UKPLAT_IMAGE_VIRT + (page << UK_PAGE_SHIFT);

	return address - tables->start < tables->size ? (const uint64_t *)address : NULL;
}

/* Entries for the image up to @end. Return: behind them. */
static uint64_t *map_image(uint64_t *entry, uint64_t *page, const char *end, uint64_t flags)
{
	uint64_t stop = ((uintptr_t)end - UKPLAT_IMAGE_VIRT) >> UK_PAGE_SHIFT;

	for (; *page < stop; (*page)++)
		*entry++ = machine(*page) | flags;
	return entry;
}

/* The image's table gets its @entry, and the builder's map must not show the table writable. */
static void add_table(uint64_t *entry, const void *table)
{
	*entry = machine(page_of(table)) | TABLE;
	if (pv_map(table, machine(page_of(table)) | PV_READ))
		xen_fail("a page table cannot be made read-only");
}

static uint64_t *image_entry(const void *address)
{
	return &ukplat_page_tables[((uintptr_t)address - UKPLAT_IMAGE_BASE) >> UK_PAGE_SHIFT];
}

/* Tables of the image alone: nothing else is at its addresses then. @shared: the entry of xen_shared. */
static void make_image_tables(uint64_t shared)
{
	uint64_t *entry = image_entry(ukplat_image_start);
	uint64_t page = 0, tables = (uintptr_t)ukplat_page_tables;

	entry = map_image(entry, &page, ukplat_text_start, PV_DATA);
	entry = map_image(entry, &page, ukplat_text_end, PV_READ);
	entry = map_image(entry, &page, ukplat_rodata_end, PV_READ | UKARCH_PTE_NX);
	entry = map_image(entry, &page, (const char *)ukplat_page_tables, PV_DATA);
	map_image(entry, &page, ukplat_image_end, PV_READ | UKARCH_PTE_NX);
	*image_entry(ukplat_pd_image) &= ~(uint64_t)UKARCH_PTE_WRITE;
	*image_entry(ukplat_pdpt_direct) &= ~(uint64_t)UKARCH_PTE_WRITE;
	*image_entry(&xen_shared) = shared;
	for (unsigned int i = 0; tables < (uintptr_t)ukplat_image_end; i++, tables += UK_PAGE_SIZE)
		add_table(&ukplat_pd_image[i], (const void *)tables);
	/* What Xen maps below the image is not executable either. */
	for (unsigned int i = 0; i < ukarch_pte_index(UKPLAT_IMAGE_VIRT, 1); i++)
		ukplat_pd_image[i] |= UKARCH_PTE_NX;
}

static long update(struct mmu_update *updates, unsigned int count)
{
	return xen_hypercall(__HYPERVISOR_mmu_update, (unsigned long)updates, count, 0, DOMID_SELF);
}

static void set_entry(uint64_t table, unsigned int index, uint64_t value)
{
	struct mmu_update entry = { .ptr = table + index * sizeof(uint64_t), .val = value };

	if (update(&entry, 1))
		xen_fail("a page table entry is refused");
}

static void flush(void)
{
	struct mmuext_op op = { .cmd = MMUEXT_TLB_FLUSH_LOCAL };

	xen_hypercall(__HYPERVISOR_mmuext_op, (unsigned long)&op, 1, 0, DOMID_SELF);
}

/*
 * The builder's tables become those of the direct map: what they show is all of the start of memory, in order. Nothing
 * there is executable.
 */
static void switch_tables(const struct pv_tables *tables)
{
	uint64_t level_2 = machine(page_of(tables->level_2)), level_3, image, value;
	unsigned int i = ukarch_pte_index(UKPLAT_IMAGE_VIRT, 1);

	add_table(&level_3, ukplat_pdpt_direct);
	add_table(&image, ukplat_pd_image);
	set_entry(machine(page_of(tables->root)), ROOT_DIRECT, level_3);
	set_entry(machine(page_of(tables->level_3)), ukarch_pte_index(UKPLAT_IMAGE_VIRT, 2), image);
	frames = (const uint64_t *)(UKPLAT_DIRECT_BASE + ukplat_virt_to_phys(frames));
	directory = direct(page_of(tables->level_2));
	for (; i < UKARCH_PTES && (value = directory[i]) & UKARCH_PTE_PRESENT; i++)
		set_entry(level_2, i, value | UKARCH_PTE_NX);
	flush();
}

/* Let the window show the next page that is kept for tables. Return: its machine address, or 0. */
static uint64_t open_window(void)
{
	uint64_t page = next_table;

	if (page >= page_count || pv_map(window, machine(page) | PV_DATA))
		return 0;
	next_table++;
	return machine(page);
}

/* Make the table in the window one of Xen's, at an entry. */
static bool close_window(uint64_t table, uint64_t upper, unsigned int index)
{
	struct mmu_update entry = { .ptr = upper + index * sizeof(uint64_t), .val = table | TABLE };

	return pv_map(window, 0) == 0 && update(&entry, 1) == 0;
}

/* The machine address of the directory of one GiB; 0 when there is none to be had. */
static uint64_t directory_of(uint64_t gib)
{
	uint64_t table;

	if (ukplat_pdpt_direct[gib])
		return ukplat_pdpt_direct[gib] & UKARCH_PTE_ADDRESS;
	table = open_window();
	for (unsigned int i = 0; table && i < UKARCH_PTES; i++)
		window[i] = 0;
	if (table && close_window(table, machine(page_of(ukplat_pdpt_direct)), (unsigned int)gib))
		return table;
	return 0;
}

/* The next chunk: one table. */
static bool map_chunk(void)
{
	uint64_t chunk = (memory.next_chunk + PV_FIRST_PAGE) / UKARCH_PTES;
	uint64_t upper = directory_of(chunk / UKARCH_PTES), table = upper ? open_window() : 0;

	if (!table)
		return false;
	for (unsigned int i = 0; i < UKARCH_PTES; i++) {
		uint64_t page = memory.next_chunk + i;
		bool shown = page < memory.tables && !(frames[page] >> FRAME_BITS);

		window[i] = shown ? machine(page) | PV_DATA : 0;
	}
	if (!close_window(table, upper, chunk % UKARCH_PTES))
		return false;
	memory.next_chunk += UKARCH_PTES;
	memory.mapped = memory.next_chunk;
	return true;
}

static uint64_t map_memory(uint64_t phys, uint64_t size)
{
	uint64_t page = (phys - PV_PHYS) >> UK_PAGE_SHIFT;

	if (page >= memory.mapped && (page < memory.next_chunk || !map_chunk()))
		return 0;
	return uk_min(size, (memory.mapped - page) << UK_PAGE_SHIFT);
}

/* The builder's map becomes executable page by page, not directory entry by directory entry. */
static int allow_execution(unsigned int index)
{
	uint64_t machine_table = directory[index] & UKARCH_PTE_ADDRESS;
	uint64_t page = pv_page_of(machine_table >> UK_PAGE_SHIFT, frames, page_count);
	const uint64_t *table = direct(page);

	if (!page)
		return -EINVAL;
	for (unsigned int i = 0; i < UKARCH_PTES; i++)
		if (table[i] & UKARCH_PTE_PRESENT)
			set_entry(machine_table, i, table[i] | UKARCH_PTE_NX);
	set_entry(machine(page_of(directory)), index, directory[index] & ~UKARCH_PTE_NX);
	flush();
	return 0;
}

static bool in_builders_map(const void *address)
{
	uint64_t offset = (uintptr_t)address - UKPLAT_DIRECT_BASE;

	return offset < UK_BIT(UKARCH_PAGE_SHIFT_1G) &&
	       directory[ukarch_pte_index(offset, 1)] & UKARCH_PTE_NX;
}

static int set_page(void *address, uint64_t flags)
{
	uint64_t page = page_of(address), entry = 0;
	int error = 0;

	if (page >= page_count)
		return -EINVAL;
	if (flags & UKARCH_PTE_PRESENT)
		entry = machine(page) | PV_READ | flags;
	if (entry && !(flags & UKARCH_PTE_NX) && in_builders_map(address))
		error = allow_execution(ukarch_pte_index((uintptr_t)address, 1));
	return error || pv_map(address, entry) ? -EINVAL : 0;
}

const char *pv_memory_init(const struct pv_start *start, uint64_t shared, struct pv_layout *layout)
{
	struct pv_tables tables;
	const char *error;

	frames = (const uint64_t *)start->ranges[PV_P2M].start;
	page_count = start->pages;
	error = pv_tables_find(start, builders_table, &tables);
	if (!error)
		error = pv_layout_mapped(page_count, tables.mapped, layout);
	if (error)
		return error;
	memory = *layout;
	next_table = layout->tables;
	ukplat_pdpt_direct[0] = machine(page_of(tables.level_2)) | TABLE;
	make_image_tables(shared);
	switch_tables(&tables);
	ukplat_memory_reach = map_memory;
	ukplat_page_set = set_page;
	return NULL;
}
