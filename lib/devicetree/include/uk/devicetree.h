/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine's device tree after boot: its nodes in order, their properties (Devicetree Specification 0.4). */
#ifndef UK_DEVICETREE_H
#define UK_DEVICETREE_H

#include <uk/base.h>

enum { UK_DEVICETREE_DEPTH_MAX = 16 };

/* A tree that was opened. */
struct uk_devicetree {
	const uint32_t *start, *end; /* of the structure block */
	const char *strings;
	uint32_t strings_size;
};

struct uk_devicetree_node {
	const struct uk_devicetree *tree;
	const uint32_t *properties; /* where they begin */
	unsigned int depth;	    /* of the root: 1 */
	/* How its parent writes registers, and whether the CPU reaches them there. */
	unsigned int address_cells, size_cells;
	bool is_reachable;
};

/* Where a walk stands. */
struct uk_devicetree_walk {
	const struct uk_devicetree *tree;
	const uint32_t *at;
	unsigned int depth;
	/* What a node said for its children. */
	struct {
		uint32_t address_cells, size_cells;
		bool is_bus; /* addresses below are the CPU's */
	} levels[UK_DEVICETREE_DEPTH_MAX];
};

struct uk_devicetree_property {
	const uint32_t *cells; /* big endian */
	uint32_t size;	       /* bytes */
};

/**
 * uk_devicetree_open() - check a tree's header.
 * @tree: receives where its blocks are.
 * @data: the tree, aligned to 8, or NULL; that of the machine is in ukplat_boot_info().
 *
 * Context: any. Return: false where there is none.
 */
UK_API bool uk_devicetree_open(struct uk_devicetree *tree, const void *data);

/* Begin before the root. Context: any. */
UK_API void uk_devicetree_walk_start(struct uk_devicetree_walk *walk,
				     const struct uk_devicetree *tree);

/**
 * uk_devicetree_next() - the next node in the tree's order: children come before what follows their parent.
 * @walk: where to go on.
 * @node: receives it.
 *
 * Context: any. Return: false at the end, and where the tree is wrong.
 */
UK_API bool uk_devicetree_next(struct uk_devicetree_walk *walk, struct uk_devicetree_node *node);

/* A property of @node by name; false where there is none. Context: any. */
UK_API bool uk_devicetree_property(const struct uk_devicetree_node *node, const char *name,
				   struct uk_devicetree_property *property);

/**
 * uk_devicetree_cell() - one number of a property.
 * @node:      the node.
 * @name:      of the property, which consists of numbers of 32 bits.
 * @index:     of the number.
 * @otherwise: returned where there is no such property, or number.
 *
 * Context: any.
 */
UK_API uint32_t uk_devicetree_cell(const struct uk_devicetree_node *node, const char *name,
				   unsigned int index, uint32_t otherwise);

/* A number of @count cells, 2 at most, as they stand in a property. Context: any. */
UK_API uint64_t uk_devicetree_number(const uint32_t *cells, unsigned int count);

/**
 * uk_devicetree_is() - whether a node is a device of a kind that can be used.
 * @node:       the node.
 * @compatible: one of the names that its property of that name lists.
 *
 * One that the tree says is not to be used is none, nor one whose registers the CPU does not reach at the
 * addresses that the tree gives (below a bus that translates them).
 *
 * Context: any.
 */
UK_API bool uk_devicetree_is(const struct uk_devicetree_node *node, const char *compatible);

/* The node with a phandle (2.3.3); false where there is none. Context: any. */
UK_API bool uk_devicetree_find(const struct uk_devicetree *tree, uint32_t phandle,
			       struct uk_devicetree_node *node);

/**
 * uk_devicetree_registers() - a range of a device's registers.
 * @node:  a device.
 * @index: of the range.
 * @phys:  receives its address.
 * @size:  receives its size in bytes, at least 1.
 *
 * Context: any. Return: 0, -ENOENT (no such range), or -EINVAL (an empty one, or one that wraps around).
 */
UK_API int uk_devicetree_registers(const struct uk_devicetree_node *node, unsigned int index,
				   uint64_t *phys, uint64_t *size);

/**
 * uk_devicetree_interrupt() - the first interrupt of a device.
 * @node: a device whose interrupts go to the machine's controller.
 *
 * Context: any. Return: a number for ukplat_irq_register(), or -ENOENT.
 */
UK_API int uk_devicetree_interrupt(const struct uk_devicetree_node *node);

#endif
