/* SPDX-License-Identifier: BSD-3-Clause */
/* Page tables of a PV guest: Xen checks every entry, and no table may be writable anywhere. */
#include <uk/errno.h>
#include <uk/isa/page.h>
#include <uk/string.h>

#include <common/layout_x86_64.h>
#include <common/paging.h>

#include "../xen.h"
#include "pv.h"

enum {
	ROOT_DIRECT = 273,
	ROOT_IMAGE = 511,
	DIRECTORY_IMAGE = 510,
	TABLE = 0x67, /* of an entry that points to a table */
	BATCH = 32,
	FRAME_BITS = 40,
	/* The builder's map reaches so many directory entries at most. */
	DIRECTORIES = UKARCH_PTES,
};

extern const char ukplat_image_start[], ukplat_text_start[], ukplat_text_end[], ukplat_rodata_end[],
	ukplat_image_end[];

/* A window for tables while they are written. */
static uint64_t window[UKARCH_PTES] __attribute__((aligned(4096)));

/* Machine frame by page; the builder's list. */
static const uint64_t *frames;
static uint64_t page_count;

static uint64_t direct(uint64_t page)
{
	return UKPLAT_DIRECT_BASE + (page << UK_PAGE_SHIFT);
}

static uint64_t machine(uint64_t page)
{
	return frames[page] << UK_PAGE_SHIFT;
}

uint64_t pv_frame_of(uint64_t page)
{
	return frames[page];
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

/* Let the window show a table that is to be written, which the builder may have mapped, too. */
static void open_window(uint64_t page)
{
	/* Fails where the map does not reach, which is as good. */
	pv_map((const void *)(UKPLAT_IMAGE_BASE + (page << UK_PAGE_SHIFT)), 0);
	if (pv_map(window, machine(page) | PV_WRITE | UKARCH_PTE_NX))
		xen_fail("a page table cannot be mapped");
}

static void close_window(void)
{
	pv_map(window, 0);
}

/* Entries of the window, which shows the table from page @base on: pages [@first, @end) of all that it can show. */
static void fill_window(uint64_t base, uint64_t first, uint64_t end, uint64_t flags)
{
	first = uk_max(first, base);
	end = uk_min(end, uk_min(base + UKARCH_PTES, page_count));
	for (uint64_t page = first; page < end; page++)
		window[page - base] = frames[page] >> FRAME_BITS ? 0 : machine(page) | flags;
}

static void fill_level_1(const struct pv_start *start, const struct pv_layout *layout)
{
	const struct pv_range *old = &start->ranges[PV_TABLES];
	uint64_t old_tables = (old->start - UKPLAT_IMAGE_BASE) >> UK_PAGE_SHIFT;
	uint64_t old_end = old_tables + (old->size >> UK_PAGE_SHIFT);

	for (uint64_t i = 0; i < layout->level_1; i++) {
		uint64_t base = i * UKARCH_PTES;

		open_window(layout->tables + i);
		if (base + UKARCH_PTES > page_count)
			memset(window, 0, sizeof(window));
		fill_window(base, 0, page_count, PV_WRITE | UKARCH_PTE_NX);
		fill_window(base, old_tables, old_end, PV_READ | UKARCH_PTE_NX);
		fill_window(base, layout->tables, layout->tables_end, PV_READ | UKARCH_PTE_NX);
	}
}

/* @count tables from page @to that point to the @below tables from page @from. */
static void fill_upper(uint64_t to, uint64_t count, uint64_t from, uint64_t below)
{
	for (uint64_t i = 0; i < count; i++) {
		open_window(to + i);
		for (unsigned int j = 0; j < UKARCH_PTES; j++) {
			uint64_t at = i * UKARCH_PTES + j;

			window[j] = at < below ? machine(from + at) | TABLE : 0;
		}
	}
}

static void update(struct mmu_update *updates, unsigned int count)
{
	if (count &&
	    xen_hypercall(__HYPERVISOR_mmu_update, (unsigned long)updates, count, 0, DOMID_SELF))
		xen_fail("a page table entry is refused");
}

static void make_direct_map(const struct pv_start *start, const struct pv_layout *layout)
{
	uint64_t root = (start->ranges[PV_TABLES].start - UKPLAT_IMAGE_BASE) >> UK_PAGE_SHIFT;
	uint64_t level_2 = layout->tables + layout->level_1, level_3 = level_2 + layout->level_2;
	struct mmu_update entry = { .ptr = machine(root) + ROOT_DIRECT * sizeof(uint64_t),
				    .val = machine(level_3) | TABLE };

	fill_level_1(start, layout);
	fill_upper(level_2, layout->level_2, layout->tables, layout->level_1);
	fill_upper(level_3, 1, level_2, layout->level_2);
	close_window();
	update(&entry, 1);
}

/* The table that an entry points to, in the direct map. */
static const uint64_t *table_at(uint64_t entry)
{
	uint64_t frame = (entry & UKARCH_PTE_ADDRESS) >> UK_PAGE_SHIFT;

	return (const uint64_t *)direct(pv_page_of(frame, frames, page_count));
}

static bool within(uint64_t address, const char *start, const char *end)
{
	return address >= (uintptr_t)start && address < (uintptr_t)end;
}

/* What an address of the image's map shall show. */
static uint64_t image_entry(uint64_t address, uint64_t old)
{
	uint64_t page = (address - UKPLAT_IMAGE_BASE) >> UK_PAGE_SHIFT;

	if (address == (uintptr_t)&xen_shared)
		return old;
	if (!within(address, ukplat_image_start, ukplat_image_end))
		return 0;
	if (within(address, ukplat_text_start, ukplat_text_end))
		return machine(page) | PV_READ;
	if (within(address, ukplat_text_end, ukplat_rodata_end))
		return machine(page) | PV_READ | UKARCH_PTE_NX;
	return machine(page) | PV_WRITE | UKARCH_PTE_NX;
}

static void protect_table(uint64_t entry, uint64_t base)
{
	uint64_t phys = entry & UKARCH_PTE_ADDRESS;
	const uint64_t *table = table_at(entry);
	struct mmu_update updates[BATCH];
	unsigned int count = 0;

	for (unsigned int i = 0; i < UKARCH_PTES; i++) {
		uint64_t new = image_entry(base + ((uint64_t)i << UK_PAGE_SHIFT), table[i]);

		if (new == table[i])
			continue;
		updates[count++] = (struct mmu_update){ phys + i * sizeof(uint64_t), new };
		if (count == BATCH) {
			update(updates, count);
			count = 0;
		}
	}
	update(updates, count);
}

/* Rights for the image; what else the builder mapped there goes. */
static void protect_image(const struct pv_start *start)
{
	const uint64_t *root = (const uint64_t *)start->ranges[PV_TABLES].start;
	uint64_t entry = table_at(root[ROOT_IMAGE])[DIRECTORY_IMAGE];
	const uint64_t *directory = table_at(entry);
	struct mmuext_op flush = { .cmd = MMUEXT_TLB_FLUSH_LOCAL };

	for (unsigned int i = 0; i < DIRECTORIES; i++) {
		uint64_t base = UKPLAT_IMAGE_BASE + ((uint64_t)i << UKARCH_PAGE_SHIFT_2M);
		struct mmu_update none = { (entry & UKARCH_PTE_ADDRESS) + i * sizeof(uint64_t), 0 };

		if (!(directory[i] & UKARCH_PTE_PRESENT))
			continue;
		if (base < (uintptr_t)ukplat_image_end)
			protect_table(directory[i], base);
		else
			update(&none, 1);
	}
	xen_hypercall(__HYPERVISOR_mmuext_op, (unsigned long)&flush, 1, 0, DOMID_SELF);
}

static int set_page(void *address, uint64_t flags)
{
	uint64_t page = ukplat_virt_to_phys(address) >> UK_PAGE_SHIFT;
	uint64_t entry = 0;

	if (page >= page_count)
		return -EINVAL;
	if (flags & UKARCH_PTE_PRESENT)
		entry = machine(page) | PV_READ | flags;
	return pv_map(address, entry) ? -EINVAL : 0;
}

void pv_memory_init(const struct pv_start *start, const struct pv_layout *layout)
{
	uint64_t list = start->ranges[PV_P2M].start;

	frames = (const uint64_t *)list;
	page_count = start->pages;
	make_direct_map(start, layout);
	frames = (const uint64_t *)(list - UKPLAT_IMAGE_BASE + UKPLAT_DIRECT_BASE);
	protect_image(start);
	ukplat_page_set = set_page;
}
