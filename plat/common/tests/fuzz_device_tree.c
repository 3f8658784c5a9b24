/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer entry: any bytes as a device tree, read as a boot does, and what it promises about the result. */
#include <stdlib.h>
#include <string.h>

#include <uk/bits.h>

#include <common/boot.h>
#include <common/device_tree.h>

enum { INTID_MAX = 1019, MAGIC_AT = 0, SIZE_AT = 1, VERSION_AT = 5, COMPATIBLE_AT = 6 };

static const char *start;
static size_t length;

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void require_inside(const char *text, size_t size)
{
	require(text >= start && size <= length && (size_t)(text - start) <= length - size);
}

static void check_range(const struct ukplat_tree_range *range)
{
	require(range->size <= UINT64_MAX - range->phys);
}

static void check_window(const struct ukplat_tree_window *window)
{
	check_range(&window->registers);
	require(window->interrupt <= INTID_MAX);
}

static void check_devices(const struct ukplat_tree *tree)
{
	require(tree->uart_count <= UKPLAT_TREE_UARTS_MAX);
	for (size_t i = 0; i < tree->uart_count; i++) {
		check_window(&tree->uarts[i].window);
		require_inside(tree->uarts[i].name, tree->uarts[i].name_length);
	}
	require(!tree->console == !tree->uart_count);
	require(!tree->console || (size_t)(tree->console - tree->uarts) < tree->uart_count);
	require(tree->window_count <= UKPLAT_TREE_WINDOWS_MAX);
	for (size_t i = 0; i < tree->window_count; i++)
		check_window(&tree->windows[i]);
	check_window(&tree->xen);
	check_range(&tree->gic_distributor);
	check_range(&tree->gic_cpu);
	check_range(&tree->clock);
	require(tree->timer_interrupt <= INTID_MAX);
}

/* Whatever the ranges are, the list takes them or says that it is full. */
static void lay_over(const struct ukplat_tree_range *ranges, size_t count,
		     enum ukplat_region_type type)
{
	require(count <= UKPLAT_TREE_RANGES_MAX);
	for (size_t i = 0; i < count; i++) {
		check_range(&ranges[i]);
		require(ranges[i].size > 0);
		require(ukplat_region_add(ranges[i].phys, ranges[i].size, type) == 0);
	}
}

static void check(const struct ukplat_tree *tree)
{
	require(tree->size <= length);
	check_devices(tree);
	ukplat_boot_data.region_count = 0;
	lay_over(tree->memory, tree->memory_count, UKPLAT_REGION_FREE);
	lay_over(tree->reserved, tree->reserved_count, UKPLAT_REGION_RESERVED);
	ukplat_regions_finish();
	if (tree->command_line)
		require_inside(tree->command_line, tree->command_line_size);
	ukplat_command_line_set(tree->command_line, tree->command_line_size);
}

/* What every tree has: a fuzzer would guess it in vain. */
static void seal(uint32_t *header, size_t size)
{
	header[MAGIC_AT] = uk_be32(0xd00dfeed);
	header[SIZE_AT] = uk_be32((uint32_t)size);
	header[VERSION_AT] = uk_be32(17);
	header[COMPATIBLE_AT] = uk_be32(16);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ukplat_tree tree;
	void *blob;

	if (size < UKPLAT_TREE_HEADER_SIZE || size > UKPLAT_TREE_SIZE_MAX)
		return 0;
	/* Of exact size: the sanitizer sees a byte too much. */
	blob = malloc(size);
	memcpy(blob, data, size);
	seal(blob, size);
	start = blob;
	length = size;
	require(ukplat_tree_size(blob) == size);
	if (!ukplat_tree_scan(blob, &tree))
		check(&tree);
	free(blob);
	return 0;
}
