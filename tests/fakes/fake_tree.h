/* SPDX-License-Identifier: BSD-3-Clause */
/* Flattened device trees for host tests: put together node by node. */
#ifndef FAKE_TREE_H
#define FAKE_TREE_H

#include <stddef.h>
#include <stdint.h>

/* An empty tree, before its root. */
void fake_tree_start(void);

void fake_tree_begin(const char *name);
void fake_tree_end(void);

/* Properties of the node that was begun last: bytes, one string, @count cells of 32 bits. */
void fake_tree_property(const char *name, const void *data, size_t size);
void fake_tree_text(const char *name, const char *value);
void fake_tree_cells(const char *name, size_t count, ...);

/* A token, or anything else, as it is. */
void fake_tree_put(uint32_t word);

/* Ends the root, and the tree: its blob, aligned. Fields of the header may be changed by index. */
void *fake_tree_finish(void);
void fake_tree_set_header(size_t index, uint32_t value);

/* ukplat_tree_interrupt() knows interrupts of three cells: 0, a number that is added to this, anything. */
enum { FAKE_TREE_FIRST_SHARED = 32 };

enum {
	FAKE_TREE_STRUCTURE = 2,
	FAKE_TREE_STRINGS = 3,
	FAKE_TREE_STRINGS_SIZE = 8,
	FAKE_TREE_STRUCTURE_SIZE = 9,
};

#endif
