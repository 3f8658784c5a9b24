/* SPDX-License-Identifier: BSD-3-Clause */
/* From the entry code to uk_boot(). */
#include <uk/errno.h>
#include <uk/isa/msr.h>
#include <uk/isa/vector_state.h>
#include <uk/machine/layout.h>
#include <uk/plat/console.h>
#include <uk/plat/cpu.h>
#include <uk/plat/power.h>
#include <uk/string.h>

#include <common/boot.h>
#include <common/crash.h>

#include "kvm.h"
#include "start_info.h"

enum { FAULT_STACK_SIZE = 4096, LOW_PAGE = 4096 };

_Noreturn void start(uint32_t start_info, uint32_t image_phys);

uint64_t start_rsdp, start_image_phys;

extern char ukplat_boot_stack[];
extern const char ukplat_image_start[], ukplat_image_end[];

static struct ukplat_cpu boot_cpu;
static char fault_stack[FAULT_STACK_SIZE] __attribute__((aligned(16)));

static void print(const char *text)
{
	ukplat_console_write(text, strlen(text));
}

_Noreturn void start_fail(const char *reason)
{
	print("kvm: ");
	print(reason);
	print("\n");
	ukplat_exit(UKPLAT_STATUS_CRASH);
}

static _Noreturn void exception(const struct ukarch_registers *registers)
{
	/* Intel SDM volume 3, table 6-1. */
	static const char *const names[] = {
		"divide error",
		"debug exception",
		"non-maskable interrupt",
		"breakpoint",
		"overflow",
		"bound range exceeded",
		"invalid opcode",
		"no floating point",
		"double fault",
		"exception 9",
		"invalid TSS",
		"segment not present",
		"stack fault",
		"general protection",
		"page fault",
		"exception 15",
		"floating-point error",
		"alignment check",
		"machine check",
		"vector floating-point error",
	};
	uint64_t address = ukarch_cr2();

	/* The push of an exception frame faults where there is no stack left. */
	if (registers->vector == UKARCH_VECTOR_DOUBLE_FAULT &&
	    address - registers->rsp + UK_PAGE_SIZE < 2 * UK_PAGE_SIZE)
		ukplat_crash_at(registers, "stack overflow at %p", (void *)address);
	if (registers->vector == UKARCH_VECTOR_PAGE_FAULT)
		ukplat_crash_at(registers, "page fault: %s %p",
				registers->error & 16  ? "execution of"
				: registers->error & 2 ? "write to"
						       : "read of",
				(void *)address);
	if (registers->vector < UK_ARRAY_SIZE(names))
		ukplat_crash_at(registers, "%s", names[registers->vector]);
	ukplat_crash_at(registers, "exception %u", (unsigned int)registers->vector);
}

static void add_range(const struct start_info_range *range, enum ukplat_region_type type)
{
	if (ukplat_region_add(range->phys, range->size, type) < 0)
		start_fail("the memory map has too many ranges");
}

static void check_image(const struct start_info_range *image)
{
	const struct ukplat_boot_info *info = &ukplat_boot_data;

	for (size_t i = 0; i < info->region_count; i++)
		if (info->regions[i].type == UKPLAT_REGION_FREE &&
		    info->regions[i].phys <= image->phys &&
		    info->regions[i].phys + info->regions[i].size >= image->phys + image->size)
			return;
	start_fail("too little memory: the image does not fit");
}

static void fill_regions(const struct start_info_facts *facts)
{
	const struct start_info_range image = { start_image_phys,
						(uint64_t)(ukplat_image_end - ukplat_image_start) };
	/* Interrupt vectors and data of the firmware; and nothing of ours ever is at address 0. */
	const struct start_info_range low = { 0, LOW_PAGE };

	for (size_t i = 0; i < facts->memory_count; i++) {
		const struct start_info_memory *memory = &facts->memory[i];
		const struct start_info_range range = { memory->phys, memory->size };

		add_range(&range, memory->type == START_INFO_MEMORY_RAM ? UKPLAT_REGION_FREE
									: UKPLAT_REGION_RESERVED);
	}
	check_image(&image);
	add_range(&image, UKPLAT_REGION_IMAGE);
	add_range(&low, UKPLAT_REGION_RESERVED);
	add_range(&facts->initrd, UKPLAT_REGION_INITRD);
	ukplat_regions_finish();
}

static void fill_initrd(const struct start_info_range *initrd)
{
	struct ukplat_boot_info *info = &ukplat_boot_data;

	if (initrd->size == 0)
		return;
	info->initrd = memory_map_phys(initrd->phys, initrd->size);
	if (!info->initrd)
		start_fail("the initrd is out of reach");
	info->initrd_size = initrd->size;
}

/* All that the loader left is copied here, so that its memory is free afterwards, but for the initrd. */
static void read_start_info(uint64_t phys)
{
	struct start_info_facts facts;
	const char *error = start_info_parse(phys, memory_map_phys, &facts);

	if (error)
		start_fail(error);
	if (ukplat_command_line_set(facts.command_line, facts.command_line_length + 1) < 0)
		start_fail("the command line is too long");
	mmio_init(ukplat_boot_data.command_line);
	start_rsdp = facts.rsdp;
	fill_regions(&facts);
	memory_init();
	fill_initrd(&facts.initrd);
}

_Noreturn void start(uint32_t start_info, uint32_t image_phys)
{
	static const struct ukarch_vector_handlers handlers = { exception, interrupt_dispatch };

	start_image_phys = image_phys;
	boot_cpu.self = &boot_cpu;
	ukarch_msr_write(UKARCH_MSR_GS_BASE, (uintptr_t)&boot_cpu);
	ukarch_vector_state_enable();
	ukarch_descriptors_init(&handlers, fault_stack + sizeof(fault_stack));
	clock_start();
	console_init();
	interrupt_init();
	clock_timer_init();
	read_start_info(start_info);
	clock_init();
	uk_boot();
}

void ukplat_thread_pointer_set(uintptr_t pointer)
{
	ukarch_msr_write(UKARCH_MSR_FS_BASE, pointer);
}
