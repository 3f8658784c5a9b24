/* SPDX-License-Identifier: BSD-3-Clause */
/* From the entry code to uk_boot(). */
#include <uk/isa/vectors.h>
#include <uk/plat/console.h>
#include <uk/plat/cpu.h>
#include <uk/plat/mmio.h>
#include <uk/plat/power.h>
#include <uk/string.h>

#include <common/boot.h>
#include <common/crash.h>

#include "../mmio_list.h"
#include "kvm.h"

enum { FAULT_STACK_SIZE = 4096 };

_Noreturn void start(uint64_t tree, uint64_t image_phys);

struct ukplat_tree start_tree;
uint64_t start_image_phys;

extern const char ukplat_image_start[], ukplat_image_end[];

static struct ukplat_cpu boot_cpu;
static char fault_stack[FAULT_STACK_SIZE] __attribute__((aligned(16)));
static struct mmio_list windows;

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

static _Noreturn void abort_report(const struct ukarch_registers *registers, const char *access)
{
	unsigned int status = registers->syndrome & UKARCH_ISS_FAULT_STATUS;
	uint64_t address = registers->address;

	if (status == UKARCH_FAULT_ALIGNMENT)
		ukplat_crash_at(registers, "alignment fault: %s %p", access, (void *)address);
	if (status == UKARCH_FAULT_EXTERNAL)
		ukplat_crash_at(registers, "external abort: %s %p", access, (void *)address);
	/* An access so near the stack pointer is one of the stack. */
	if (address - registers->sp + UK_PAGE_SIZE < 2 * UK_PAGE_SIZE)
		ukplat_crash_at(registers, "stack overflow at %p", (void *)address);
	ukplat_crash_at(registers, "page fault: %s %p", access, (void *)address);
}

static const char *exception_name(unsigned int class)
{
	switch (class) {
	case UKARCH_EC_UNKNOWN:
		return "undefined instruction";
	case UKARCH_EC_FP_TRAP:
		return "no floating point";
	case UKARCH_EC_ILLEGAL_STATE:
		return "illegal execution state";
	case UKARCH_EC_SVC:
		return "supervisor call";
	case UKARCH_EC_SYSTEM_REGISTER:
		return "trapped system register";
	case UKARCH_EC_PC_ALIGNMENT:
		return "misaligned program counter";
	case UKARCH_EC_SP_ALIGNMENT:
		return "misaligned stack pointer";
	case UKARCH_EC_FP_ERROR:
		return "floating-point error";
	case UKARCH_EC_SERROR:
		return "system error";
	case UKARCH_EC_BREAKPOINT:
		return "breakpoint";
	default:
		return NULL;
	}
}

static _Noreturn void exception(const struct ukarch_registers *registers)
{
	unsigned int class = ukarch_exception_class(registers);
	const char *name = exception_name(class);

	power_exception();
	if (class == UKARCH_EC_INSTRUCTION_ABORT)
		abort_report(registers, "execution of");
	if (class == UKARCH_EC_DATA_ABORT)
		abort_report(registers,
			     registers->syndrome & UKARCH_ISS_WRITE ? "write to" : "read of");
	if (name)
		ukplat_crash_at(registers, "%s", name);
	ukplat_crash_at(registers, "exception class %x", class);
}

static void add_range(uint64_t phys, uint64_t size, enum ukplat_region_type type)
{
	if (ukplat_region_add(phys, size, type) < 0)
		start_fail("the memory map has too many ranges");
}

static void check_image(uint64_t size)
{
	const struct ukplat_boot_info *info = &ukplat_boot_data;

	for (size_t i = 0; i < info->region_count; i++)
		if (info->regions[i].type == UKPLAT_REGION_FREE &&
		    info->regions[i].phys <= start_image_phys &&
		    info->regions[i].phys + info->regions[i].size >= start_image_phys + size)
			return;
	start_fail("too little memory: the image does not fit");
}

static void fill_regions(uint64_t tree_phys)
{
	const struct ukplat_tree *tree = &start_tree;
	uint64_t image_size = (uint64_t)(ukplat_image_end - ukplat_image_start);

	for (size_t i = 0; i < tree->memory_count; i++)
		add_range(tree->memory[i].phys, tree->memory[i].size, UKPLAT_REGION_FREE);
	check_image(image_size);
	add_range(start_image_phys, image_size, UKPLAT_REGION_IMAGE);
	add_range(tree_phys, tree->size, UKPLAT_REGION_BOOT);
	add_range(tree->initrd.phys, tree->initrd.size, UKPLAT_REGION_INITRD);
	for (size_t i = 0; i < tree->reserved_count; i++)
		add_range(tree->reserved[i].phys, tree->reserved[i].size, UKPLAT_REGION_RESERVED);
	ukplat_regions_finish();
}

static void fill_initrd(void)
{
	struct ukplat_boot_info *info = &ukplat_boot_data;
	const struct ukplat_tree_range *initrd = &start_tree.initrd;

	if (initrd->size == 0)
		return;
	info->initrd = memory_map_phys(initrd->phys, initrd->size);
	if (!info->initrd)
		start_fail("the initrd is out of reach");
	info->initrd_size = initrd->size;
}

static void fill_windows(void)
{
	/* Trees list them in ascending order: the list grows at its end. */
	for (size_t i = start_tree.window_count; i-- > 0;) {
		const struct ukplat_tree_window *window = &start_tree.windows[i];
		const struct ukplat_mmio_device device = { window->registers.phys,
							   window->registers.size,
							   window->interrupt };

		mmio_list_insert(&windows, &device);
	}
}

const struct ukplat_mmio_device *ukplat_mmio_device(size_t index)
{
	return index < windows.count ? &windows.devices[index] : NULL;
}

/* Without a tree there is no console to complain on. */
static const char *read_tree(uint64_t phys)
{
	const void *header = memory_map_phys(phys, UKPLAT_TREE_HEADER_SIZE);
	size_t size = header ? ukplat_tree_size(header) : 0;

	if (size == 0 || !memory_map_phys(phys, size))
		return "there is no device tree";
	ukplat_boot_data.device_tree = header;
	return ukplat_tree_scan(header, &start_tree);
}

static void read_boot_information(uint64_t tree_phys)
{
	const char *error = read_tree(tree_phys);

	console_init(start_tree.console);
	if (error)
		start_fail(error);
	if (ukplat_command_line_set(start_tree.command_line, start_tree.command_line_size) < 0)
		start_fail("the command line is too long");
	fill_regions(tree_phys);
	memory_init();
	fill_initrd();
	fill_windows();
}

_Noreturn void start(uint64_t tree, uint64_t image_phys)
{
	static const struct ukarch_vector_handlers handlers = { exception, interrupt_dispatch };

	start_image_phys = image_phys;
	boot_cpu.self = &boot_cpu;
	__asm__ volatile("msr tpidr_el1, %0" ::"r"(&boot_cpu));
	ukarch_vectors_init(&handlers, fault_stack + sizeof(fault_stack));
	read_boot_information(tree);
	if (!clock_init())
		start_fail("the counter does not tell its rate");
	if (!interrupt_init())
		start_fail("there is no interrupt controller that this image knows");
	uk_boot();
}

void ukplat_thread_pointer_set(uintptr_t pointer)
{
	__asm__ volatile("msr tpidr_el0, %0" ::"r"(pointer) : "memory");
}
