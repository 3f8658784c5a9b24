/* SPDX-License-Identifier: BSD-3-Clause */
/* One pass over the structure block of a flattened device tree (Devicetree Specification 0.4, chapter 5). */
#include <uk/bits.h>
#include <uk/plat/device_tree_format.h>
#include <uk/string.h>

#include <common/device_tree.h>

#include "tree_node.h"

enum {
	DEPTH_MAX = 16,
	/* Offsets of names below this are looked up once each. */
	NAMES_KNOWN = 1024,
	NAME_UNKNOWN = 0,
	NAME_OTHER = 0xff,
};

_Static_assert(sizeof(struct ukplat_tree_header) == UKPLAT_TREE_HEADER_SIZE,
	       "Devicetree Specification, 5.2");

/* Where the scan is. */
struct scan {
	const uint32_t *at, *end;
	const char *strings;
	uint32_t strings_size;
	struct tree_node nodes[DEPTH_MAX];
	unsigned int depth; /* of nodes; the root is nodes[0] at depth 1 */
	uint8_t names
		[NAMES_KNOWN]; /* by offset: NAME_UNKNOWN, NAME_OTHER, or one more than the property */
};

static const char *const property_names[TREE_PROPERTIES] = {
	[TREE_ADDRESS_CELLS] = "#address-cells",
	[TREE_SIZE_CELLS] = "#size-cells",
	[TREE_BOOTARGS] = "bootargs",
	[TREE_COMPATIBLE] = "compatible",
	[TREE_DEVICE_TYPE] = "device_type",
	[TREE_INITRD_END] = "linux,initrd-end",
	[TREE_INITRD_START] = "linux,initrd-start",
	[TREE_INTERRUPTS] = "interrupts",
	[TREE_METHOD] = "method",
	[TREE_RANGES] = "ranges",
	[TREE_REG] = "reg",
	[TREE_STATUS] = "status",
	[TREE_STDOUT_PATH] = "stdout-path",
};

size_t ukplat_tree_size(const void *data)
{
	const struct ukplat_tree_header *header = data;
	uint32_t size;

	if ((uintptr_t)data % 8 || uk_be32(header->magic) != UKPLAT_TREE_MAGIC ||
	    uk_be32(header->version) < UKPLAT_TREE_VERSION ||
	    uk_be32(header->last_compatible) > UKPLAT_TREE_LAST_COMPATIBLE)
		return 0;
	size = uk_be32(header->total_size);
	return size >= sizeof(*header) && size <= UKPLAT_TREE_SIZE_MAX ? size : 0;
}

static bool equal(const char *a, const char *b, size_t max)
{
	for (; max > 0; a++, b++, max--) {
		if (*a != *b)
			return false;
		if (*a == '\0')
			return true;
	}
	return false;
}

/* One more than the property that the name at an offset stands for, or NAME_OTHER. */
static uint8_t look_up(const struct scan *scan, uint32_t offset)
{
	const char *name = scan->strings + offset;

	for (unsigned int i = 0; i < TREE_PROPERTIES; i++)
		if (*name == *property_names[i] &&
		    equal(name, property_names[i], scan->strings_size - offset))
			return (uint8_t)(i + 1);
	return NAME_OTHER;
}

static uint8_t property_at(struct scan *scan, uint32_t offset)
{
	if (offset >= NAMES_KNOWN)
		return look_up(scan, offset);
	if (scan->names[offset] == NAME_UNKNOWN)
		scan->names[offset] = look_up(scan, offset);
	return scan->names[offset];
}

/* Bytes from the scan's place to the end. */
static size_t left(const struct scan *scan)
{
	return (size_t)((const char *)scan->end - (const char *)scan->at);
}

static const char *read_property(struct scan *scan)
{
	struct tree_node *node = &scan->nodes[scan->depth - 1];
	uint32_t length, name;
	uint8_t known;

	if (left(scan) < 8)
		return "the device tree ends within a property";
	length = uk_be32(scan->at[0]);
	name = uk_be32(scan->at[1]);
	scan->at += 2;
	if (length > left(scan))
		return "a property of the device tree is longer than the tree";
	if (name >= scan->strings_size)
		return "a property of the device tree has no name";
	if (node->finished)
		return "the device tree has a property behind a node";
	known = property_at(scan, name);
	if (known != NAME_OTHER) {
		node->properties[known - 1] = (struct tree_property){ scan->at, length };
		node->present |= 1U << (known - 1);
	}
	scan->at += (length + 3) / 4;
	return NULL;
}

/* A node's own properties are complete: at its end, and at its first child. */
static const char *finish(struct scan *scan, struct ukplat_tree *tree)
{
	struct tree_node *node = &scan->nodes[scan->depth - 1];

	if (node->finished)
		return NULL;
	node->finished = true;
	return tree_node_read(node, scan->depth > 1 ? node - 1 : NULL, tree);
}

static const char *begin_node(struct scan *scan, struct ukplat_tree *tree)
{
	const char *name = (const char *)scan->at;
	const char *error = scan->depth ? finish(scan, tree) : NULL;
	size_t length = 0, max = left(scan);
	struct tree_node *node;

	if (error)
		return error;
	if (scan->depth == DEPTH_MAX)
		return "the device tree is too deep";
	while (length < max && name[length])
		length++;
	if (length == max)
		return "the device tree ends within a name";
	node = &scan->nodes[scan->depth++];
	node->name = name;
	node->name_length = length;
	node->present = 0;
	node->finished = false;
	node->depth = scan->depth;
	scan->at += length / 4 + 1;
	return NULL;
}

/* One token; *@done at the last one. */
static const char *step(struct scan *scan, struct ukplat_tree *tree, bool *done)
{
	uint32_t token = uk_be32(*scan->at++);
	const char *error;

	if (scan->depth == 0 && token != UKPLAT_TREE_BEGIN_NODE && token != UKPLAT_TREE_NOP)
		return "the device tree does not begin with a node";
	switch (token) {
	case UKPLAT_TREE_PROPERTY:
		return read_property(scan);
	case UKPLAT_TREE_BEGIN_NODE:
		return begin_node(scan, tree);
	case UKPLAT_TREE_END_NODE:
		error = finish(scan, tree);
		*done = --scan->depth == 0;
		return error;
	case UKPLAT_TREE_NOP:
		return NULL;
	default:
		return token == UKPLAT_TREE_END ? "the device tree ends within a node"
						: "the device tree has an unknown token";
	}
}

static const char *scan_nodes(struct scan *scan, struct ukplat_tree *tree)
{
	bool done = false;

	while (!done) {
		const char *error =
			left(scan) >= 4 ? step(scan, tree, &done) : "the device tree does not end";

		if (error)
			return error;
	}
	return NULL;
}

/* The list of reserved ranges (5.3) ends with an empty one. */
static const char *read_reservations(const char *data, size_t offset, size_t size,
				     struct ukplat_tree *tree)
{
	for (; offset <= size && size - offset >= 16; offset += 16) {
		const uint64_t *entry = (const uint64_t *)(data + offset);
		struct ukplat_tree_range range = { uk_bswap64(entry[0]), uk_bswap64(entry[1]) };

		if (!range.phys && !range.size) {
			tree->size = uk_max(tree->size, offset + 16);
			return NULL;
		}
		if (!tree_range_add(tree->reserved, &tree->reserved_count, &range))
			return "the device tree reserves too many ranges of memory";
	}
	return "the device tree's reservations do not end";
}

/* stdout-path is /NAME, or /…/NAME, and perhaps : and options. */
static bool is_console(const struct ukplat_tree *tree, const struct ukplat_tree_uart *uart)
{
	const char *path = tree->console_path;
	size_t start = 0, end = 0;

	if (!path)
		return false;
	for (; end < tree->console_path_size && path[end] && path[end] != ':'; end++)
		if (path[end] == '/')
			start = end + 1;
	return end - start == uart->name_length &&
	       memcmp(path + start, uart->name, uart->name_length) == 0;
}

static const struct ukplat_tree_uart *choose_console(const struct ukplat_tree *tree)
{
	for (size_t i = 0; i < tree->uart_count; i++)
		if (is_console(tree, &tree->uarts[i]))
			return &tree->uarts[i];
	return tree->uart_count ? &tree->uarts[0] : NULL;
}

static bool inside(uint32_t offset, uint32_t length, size_t size)
{
	return offset <= size && length <= size - offset;
}

/* The blocks lie inside of the tree, aligned. */
static bool open_tree(struct scan *scan, const struct ukplat_tree_header *header, size_t size,
		      struct ukplat_tree *tree)
{
	uint32_t structure = uk_be32(header->structure), strings = uk_be32(header->strings);
	uint32_t structure_size = uk_be32(header->structure_size);

	scan->strings_size = uk_be32(header->strings_size);
	if (structure % 4 || uk_be32(header->reservations) % 8 ||
	    !inside(structure, structure_size, size) || !inside(strings, scan->strings_size, size))
		return false;
	scan->strings = (const char *)header + strings;
	scan->at = (const uint32_t *)((const char *)header + structure);
	scan->end = scan->at + structure_size / 4;
	tree->size = uk_max(structure + structure_size, strings + scan->strings_size);
	return true;
}

const char *ukplat_tree_scan(const void *data, struct ukplat_tree *tree)
{
	/* Too large for a boot stack. */
	static struct scan scan;
	const struct ukplat_tree_header *header = data;
	size_t size = ukplat_tree_size(data);
	const char *error;

	memset(tree, 0, sizeof(*tree));
	memset(&scan, 0, sizeof(scan));
	if (!size)
		return "there is no device tree";
	if (!open_tree(&scan, header, size, tree))
		return "the device tree's header is wrong";
	error = read_reservations(data, uk_be32(header->reservations), size, tree);
	if (!error)
		error = scan_nodes(&scan, tree);
	if (!error && tree->memory_count == 0)
		error = "the device tree has no memory";
	tree->console = choose_console(tree);
	return error;
}
