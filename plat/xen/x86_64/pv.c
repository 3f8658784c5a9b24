/* SPDX-License-Identifier: BSD-3-Clause */
/* From the entry code of a PV guest to uk_boot(). */
#include <uk/isa/descriptors.h>
#include <uk/isa/page.h>
#include <uk/isa/vector_state.h>

#include <common/boot.h>
#include <common/exception.h>
#include <common/layout_x86_64.h>
#include <common/paging.h>

#include <xen/io/console.h>

#include "../xen.h"
#include "machine.h"
#include "pv.h"

enum {
	CPUID_1_ECX_XSAVE = 1 << 26,
	EXCEPTIONS = 20,
	EXCEPTION_STUB_SIZE = 16,
	TRAP_MASKS_EVENTS = 4,
};

_Noreturn void xen_pv_start(const struct start_info *info);

extern const char xen_pv_exceptions[], xen_pv_upcall[], xen_pv_failsafe[];
extern const char ukplat_image_start[], ukplat_image_end[];

/* Xen answers for the instruction that follows this prefix (Xen public headers, arch-x86/xen.h). */
static uint32_t features(void)
{
	uint32_t a = 1, b, c = 0, d;

	__asm__ volatile(XEN_EMULATE_PREFIX "cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	return c;
}

static void set_traps(void)
{
	static const struct ukarch_vector_handlers handlers = { ukplat_exception, NULL };
	struct trap_info traps[EXCEPTIONS + 1] = { 0 };

	ukarch_vector_handlers_set(&handlers);
	for (unsigned int i = 0; i < EXCEPTIONS; i++)
		traps[i] = (struct trap_info){
			.vector = (uint8_t)i,
			.flags = TRAP_MASKS_EVENTS,
			.cs = FLAT_KERNEL_CS,
			.address = (uintptr_t)xen_pv_exceptions + i * EXCEPTION_STUB_SIZE,
		};
	xen_hypercall(__HYPERVISOR_set_trap_table, (unsigned long)traps, 0, 0, 0);
	xen_hypercall(__HYPERVISOR_set_callbacks, (unsigned long)xen_pv_upcall,
		      (unsigned long)xen_pv_failsafe, 0, 0);
}

static void describe(const struct start_info *info, struct pv_start *start)
{
	const uint64_t *frames = (const uint64_t *)info->mfn_list;
	uint64_t tables = info->nr_pt_frames << UK_PAGE_SHIFT;

	*start = (struct pv_start){
		.pages = info->nr_pages,
		.ranges = {
			[PV_IMAGE] = { UKPLAT_IMAGE_VIRT,
				       (uint64_t)(ukplat_image_end - ukplat_image_start) },
			[PV_START_INFO] = { (uintptr_t)info, UK_PAGE_SIZE },
			[PV_P2M] = { info->mfn_list, info->nr_pages * sizeof(uint64_t) },
			[PV_TABLES] = { info->pt_base, tables },
			[PV_STACK] = { info->pt_base + tables, UK_PAGE_SIZE },
			[PV_MODULE] = { info->mod_start, info->mod_len },
		},
		.console = pv_page_of(info->console.domU.mfn, frames, info->nr_pages),
		.store = pv_page_of(info->store_mfn, frames, info->nr_pages),
	};
}

static void add_region(uint64_t phys, uint64_t end, enum ukplat_region_type type)
{
	if (ukplat_region_add(phys, end - phys, type) < 0)
		xen_fail("the memory map has too many ranges");
}

static uint64_t phys_of(uint64_t page)
{
	return PV_PHYS + (page << UK_PAGE_SHIFT);
}

static void fill_boot_info(const struct pv_start *start, const struct pv_layout *layout)
{
	const struct pv_range *module = &start->ranges[PV_MODULE];
	uint64_t image_end = ukplat_virt_to_phys(ukplat_image_end);

	add_region(phys_of(0), image_end, UKPLAT_REGION_IMAGE);
	add_region(image_end, phys_of(layout->free), UKPLAT_REGION_BOOT);
	add_region(phys_of(layout->free), phys_of(layout->tables), UKPLAT_REGION_FREE);
	/* Between what the builder mapped and the next table of ours; mostly nothing. */
	if (layout->mapped < layout->tables)
		add_region(phys_of(layout->mapped),
			   phys_of(uk_min(layout->next_chunk, layout->tables)), UKPLAT_REGION_BOOT);
	add_region(phys_of(layout->tables), phys_of(start->pages), UKPLAT_REGION_BOOT);
	if (module->size == 0)
		return;
	ukplat_boot_data.initrd =
		ukplat_phys_to_virt(ukplat_virt_to_phys((const void *)module->start));
	ukplat_boot_data.initrd_size = module->size;
}

/* In one step: the start's map is gone when it returns, and @info with it. */
static const char *init_memory(const struct start_info *info, uint64_t shared,
			       struct pv_start *start)
{
	struct pv_layout layout;
	const char *error;

	if (info->nr_pages == 0 || info->nr_pages > UKPLAT_DIRECT_SIZE >> UK_PAGE_SHIFT ||
	    info->nr_pt_frames > info->nr_pages || info->mfn_list < UKPLAT_IMAGE_VIRT)
		return "start info without memory";
	describe(info, start);
	error = pv_layout(start, &layout);
	if (error)
		return error;
	if (ukplat_command_line_set((const char *)info->cmd_line, sizeof(info->cmd_line)) < 0)
		return "the command line does not end";
	error = pv_memory_init(start, shared, &layout);
	if (!error)
		fill_boot_info(start, &layout);
	return error;
}

void xen_pv_start(const struct start_info *info)
{
	evtchn_port_t console = info->console.domU.evtchn, store = info->store_evtchn;
	uint64_t shared = info->shared_info | PV_WRITE | UKARCH_PTE_NX;
	struct pv_start start;
	const char *error;

	ukplat_image_phys = PV_PHYS;
	xen_boot_cpu.self = &xen_boot_cpu;
	xen_hypercall(__HYPERVISOR_set_segment_base, SEGBASE_GS_KERNEL,
		      (unsigned long)&xen_boot_cpu, 0, 0);
	set_traps();
	if (pv_map(&xen_shared, shared))
		xen_fail("Xen does not share its information");
	ukplat_events = (struct ukplat_events *)&xen_shared.vcpu_info[0];
	ukplat_events->masked = true;
	__asm__ volatile("fninit");
	if (features() & CPUID_1_ECX_XSAVE)
		ukarch_vector_state_enable();
	error = init_memory(info, shared, &start);
	if (error)
		xen_fail(error);
	if (start.console)
		xen_console_init(ukplat_phys_to_virt(phys_of(start.console)), console);
	if (start.store)
		xen_store_init(ukplat_phys_to_virt(phys_of(start.store)), store);
	xen_events_init();
	xen_clock_init();
	uk_boot();
}
