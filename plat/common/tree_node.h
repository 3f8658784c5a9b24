/* SPDX-License-Identifier: BSD-3-Clause */
/* One node of a device tree while it is scanned. */
#ifndef UK_COMMON_TREE_NODE_H
#define UK_COMMON_TREE_NODE_H

#include <common/device_tree.h>

enum {
	TREE_ADDRESS_CELLS,
	TREE_SIZE_CELLS,
	TREE_BOOTARGS,
	TREE_COMPATIBLE,
	TREE_DEVICE_TYPE,
	TREE_INITRD_END,
	TREE_INITRD_START,
	TREE_INTERRUPTS,
	TREE_METHOD,
	TREE_RANGES,
	TREE_REG,
	TREE_STATUS,
	TREE_STDOUT_PATH,
	TREE_PROPERTIES,
};

struct tree_property {
	const uint32_t *value; /* aligned to 4, big endian */
	uint32_t length;       /* bytes */
};

struct tree_node {
	const char *name;
	size_t name_length;
	unsigned int depth; /* of the root: 1 */
	uint32_t present;   /* which properties are valid, by bit */
	bool finished;	    /* its properties have been read */
	/* Valid once it is finished, for its children. */
	bool devices;  /* addresses below are the CPU's */
	bool reserved; /* the node /reserved-memory */
	unsigned int address_cells, size_cells;
	struct tree_property properties[TREE_PROPERTIES];
};

/**
 * tree_node_read() - take what a node says.
 * @node:   all its properties are there.
 * @parent: finished; NULL for the root.
 * @tree:   receives it.
 *
 * Return: NULL, or a line that says what is wrong.
 */
const char *tree_node_read(struct tree_node *node, const struct tree_node *parent,
			   struct ukplat_tree *tree);

/* Append to an array of UKPLAT_TREE_RANGES_MAX; false when it is full. Empty ranges are ignored. */
bool tree_range_add(struct ukplat_tree_range *ranges, size_t *count,
		    const struct ukplat_tree_range *range);

#endif
