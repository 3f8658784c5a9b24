/* SPDX-License-Identifier: BSD-3-Clause */
/* What a guest does before its platform knows where it runs: exceptions, the device tree, memory. */
#include <uk/isa/atomics.h>
#include <uk/isa/vectors.h>
#include <uk/plat/cpu.h>

#include <common/boot.h>
#include <common/gic.h>
#include <common/image_start.h>
#include <common/paging.h>

enum { FAULT_STACK_SIZE = 4096 };

struct ukplat_tree ukplat_boot_tree;

extern const char ukplat_image_start[], ukplat_image_end[];

static struct ukplat_cpu boot_cpu;
static char fault_stack[FAULT_STACK_SIZE] __attribute__((aligned(16)));
static uint64_t tree_phys;

/* Without a tree there is no console to complain on. */
static const char *read_tree(void)
{
	const void *header = ukplat_map_phys(tree_phys, UKPLAT_TREE_HEADER_SIZE);
	size_t size = header ? ukplat_tree_size(header) : 0;

	if (size == 0 || !ukplat_map_phys(tree_phys, size))
		return "there is no device tree";
	ukplat_boot_data.device_tree = header;
	return ukplat_tree_scan(header, &ukplat_boot_tree);
}

const char *ukplat_image_init(uint64_t tree, uint64_t image_phys,
			      void (*exception)(const struct ukarch_registers *registers))
{
	static struct ukarch_vector_handlers handlers = { NULL, ukplat_gic_interrupt };

	handlers.exception = exception;
	ukplat_image_phys = image_phys;
	tree_phys = tree;
	boot_cpu.self = &boot_cpu;
	__asm__ volatile("msr tpidr_el1, %0" ::"r"(&boot_cpu));
	ukarch_vectors_init(&handlers, fault_stack + sizeof(fault_stack));
	ukarch_atomics_init(ukarch_cpu_has_lse());
	return read_tree();
}

static const char *add_range(uint64_t phys, uint64_t size, enum ukplat_region_type type)
{
	if (ukplat_region_add(phys, size, type) < 0)
		return "the memory map has too many ranges";
	return NULL;
}

static const char *add_ranges(const struct ukplat_tree_range *ranges, size_t count,
			      enum ukplat_region_type type)
{
	const char *error = NULL;

	for (size_t i = 0; i < count && !error; i++)
		error = add_range(ranges[i].phys, ranges[i].size, type);
	return error;
}

static const char *check_image(uint64_t size)
{
	const struct ukplat_boot_info *info = &ukplat_boot_data;

	for (size_t i = 0; i < info->region_count; i++)
		if (info->regions[i].type == UKPLAT_REGION_FREE &&
		    info->regions[i].phys <= ukplat_image_phys &&
		    info->regions[i].phys + info->regions[i].size >= ukplat_image_phys + size)
			return NULL;
	return "too little memory: the image does not fit";
}

/* A loader that does not know how much memory the image takes may have put it there; it is overwritten by now. */
static bool in_image(const struct ukplat_tree_range *range, uint64_t size)
{
	return range->size && range->phys < ukplat_image_phys + size &&
	       ukplat_image_phys < range->phys + range->size;
}

static const char *fill_regions(const struct ukplat_tree *tree)
{
	uint64_t image_size = (uint64_t)(ukplat_image_end - ukplat_image_start);
	const char *error = add_ranges(tree->memory, tree->memory_count, UKPLAT_REGION_FREE);

	if (!error)
		error = check_image(image_size);
	if (!error && in_image(&tree->initrd, image_size))
		error = "too little memory: the initrd lies where the image goes";
	if (!error)
		error = add_range(ukplat_image_phys, image_size, UKPLAT_REGION_IMAGE);
	if (!error)
		error = add_range(tree_phys, tree->size, UKPLAT_REGION_BOOT);
	if (!error)
		error = add_range(tree->initrd.phys, tree->initrd.size, UKPLAT_REGION_INITRD);
	if (!error)
		error = add_ranges(tree->reserved, tree->reserved_count, UKPLAT_REGION_RESERVED);
	ukplat_regions_finish();
	return error;
}

static const char *fill_initrd(const struct ukplat_tree_range *initrd)
{
	struct ukplat_boot_info *info = &ukplat_boot_data;

	if (initrd->size == 0)
		return NULL;
	info->initrd = ukplat_map_phys(initrd->phys, initrd->size);
	info->initrd_size = initrd->size;
	return info->initrd ? NULL : "the initrd is out of reach";
}

const char *ukplat_image_boot_info(void)
{
	const struct ukplat_tree *tree = &ukplat_boot_tree;
	const char *error;

	/* Memory first: a console may need it that tells what is wrong with the rest. */
	error = fill_regions(tree);
	if (error)
		return error;
	ukplat_direct_map_init();
	if (ukplat_command_line_set(tree->command_line, tree->command_line_size) < 0)
		return "the command line is too long";
	return fill_initrd(&tree->initrd);
}

void ukplat_thread_pointer_set(uintptr_t pointer)
{
	__asm__ volatile("msr tpidr_el0, %0" ::"r"(pointer) : "memory");
}
