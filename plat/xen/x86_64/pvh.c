/* SPDX-License-Identifier: BSD-3-Clause */
/* From the entry code of a PVH guest to uk_boot(). */
#include <uk/isa/cpuid.h>
#include <uk/isa/descriptors.h>
#include <uk/isa/msr.h>
#include <uk/isa/vector_state.h>

#include <common/boot.h>
#include <common/exception.h>
#include <common/paging.h>
#include <common/pvh.h>

#include <xen/hvm/params.h>
#include <xen/memory.h>

#include "../xen.h"
#include "machine.h"

enum {
	FAULT_STACK_SIZE = 4096,
	VECTOR_UPCALL = UKARCH_VECTORS - 1,
	/* Xen public headers, arch-x86/cpuid.h. */
	LEAF_SIGNATURE = 0x40000000,
	SIGNATURE_XEN = 0x566e6558, /* "XenV", of XenVMMXenVMM */
	/* Intel SDM volume 2, CPUID leaf 0: EBX. */
	VENDOR_AMD = 0x68747541,   /* "Auth", of AuthenticAMD */
	VENDOR_HYGON = 0x6f677948, /* "Hygo", of HygonGenuine */
};

/* hvm/params.h: the callback is this vector, without the local APIC. */
#define CALLBACK_VECTOR ((uint64_t)HVM_PARAM_CALLBACK_TYPE_VECTOR << 56)

static char fault_stack[FAULT_STACK_SIZE] __attribute__((aligned(16)));

static void choose_hypercall(void)
{
	uint32_t vendor = ukarch_cpuid(0, 0).ebx;

	xen_hypercall_kind = vendor == VENDOR_AMD || vendor == VENDOR_HYGON ? XEN_HYPERCALL_VMMCALL
									    : XEN_HYPERCALL_VMCALL;
}

/* An entry as the BIOS gave it (ACPI 6.4, 15.1). */
struct map_entry {
	uint64_t phys;
	uint64_t size;
	uint32_t type;
} UK_PACKED;

_Static_assert(sizeof(struct map_entry) == 20, "ACPI 6.4, table 15.1");

/* Of Xen before 4.12, whose start info has none. */
static size_t memory_map(struct start_info_memory *map, size_t max)
{
	static struct map_entry entries[START_INFO_MEMORY_MAX];
	struct xen_memory_map op = { .nr_entries = START_INFO_MEMORY_MAX };
	size_t count;

	set_xen_guest_handle(op.buffer, entries);
	if (xen_memory_op(XENMEM_memory_map, &op))
		return 0;
	count = uk_min((size_t)op.nr_entries, max);
	for (size_t i = 0; i < count; i++)
		map[i] = (struct start_info_memory){ entries[i].phys, entries[i].size,
						     entries[i].type, 0 };
	return count;
}

/* Leaves a mark where events are masked; who unmasks them sees it. */
static void upcall(unsigned int vector)
{
	(void)vector;
	xen_shared.vcpu_info[0].evtchn_upcall_pending = 0;
	ukplat_events->pending = true;
	if (!ukplat_events->masked)
		ukplat_events_deliver();
}

static void enable_upcall(void)
{
	ukarch_vector_enable(VECTOR_UPCALL);
	if (xen_hvm_set_parameter(HVM_PARAM_CALLBACK_IRQ, CALLBACK_VECTOR | VECTOR_UPCALL))
		xen_fail("Xen has no vector for events");
	__asm__ volatile("sti" : : : "memory");
}

void ukplat_pvh_start(uint32_t start_info, uint32_t image_phys)
{
	static const struct ukarch_vector_handlers handlers = { ukplat_exception, upcall };
	const char *error;
	uint64_t rsdp;

	choose_hypercall();
	xen_boot_cpu.self = &xen_boot_cpu;
	ukarch_msr_write(UKARCH_MSR_GS_BASE, (uintptr_t)&xen_boot_cpu);
	ukarch_vector_state_enable();
	ukarch_descriptors_init(&handlers, fault_stack + sizeof(fault_stack));
	/* Without Xen a hypercall is an exception, and there is no console: nothing could be told. */
	if (ukarch_cpuid(LEAF_SIGNATURE, 0).ebx != SIGNATURE_XEN)
		for (;;)
			__asm__ volatile("cli; hlt");
	error = ukplat_pvh_boot_info(start_info, image_phys, memory_map, &rsdp);
	xen_hvm_find_rings();
	if (error)
		xen_fail(error);
	xen_hvm_share_info();
	xen_events_init();
	enable_upcall();
	xen_clock_init();
	uk_boot();
}
