/* SPDX-License-Identifier: BSD-3-Clause */
/* The format of a flattened device tree (Devicetree Specification 0.4, chapter 5); all numbers are big endian. */
#ifndef UK_PLAT_DEVICE_TREE_FORMAT_H
#define UK_PLAT_DEVICE_TREE_FORMAT_H

#include <uk/base.h>

enum {
	UKPLAT_TREE_MAGIC = 0xd00dfeedU,
	UKPLAT_TREE_VERSION = 17,
	UKPLAT_TREE_LAST_COMPATIBLE = 16,
};

/* 5.4.1 */
enum {
	UKPLAT_TREE_BEGIN_NODE = 1,
	UKPLAT_TREE_END_NODE = 2,
	UKPLAT_TREE_PROPERTY = 3,
	UKPLAT_TREE_NOP = 4,
	UKPLAT_TREE_END = 9,
};

/* 5.2 */
struct ukplat_tree_header {
	uint32_t magic;
	uint32_t total_size;
	uint32_t structure;
	uint32_t strings;
	uint32_t reservations;
	uint32_t version;
	uint32_t last_compatible;
	uint32_t boot_cpu;
	uint32_t strings_size;
	uint32_t structure_size;
};

_Static_assert(sizeof(struct ukplat_tree_header) == 40, "Devicetree Specification, 5.2");

#endif
