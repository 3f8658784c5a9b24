/* SPDX-License-Identifier: BSD-3-Clause */
/* What a node says of its device (Devicetree Specification 0.4, chapter 2). */
#include <uk/bits.h>
#include <uk/devicetree.h>
#include <uk/errno.h>
#include <uk/plat/device_tree.h>
#include <uk/string.h>

enum { CELLS_MAX = 2, INTERRUPT_CELLS = 3 };

/* Whether one of a property's strings is @text. */
static bool has_string(const struct uk_devicetree_property *property, const char *text)
{
	const char *at = (const char *)property->cells, *end = at + property->size;
	size_t size = strlen(text) + 1;

	while ((size_t)(end - at) >= size) {
		if (memcmp(at, text, size) == 0)
			return true;
		at = memchr(at, '\0', (size_t)(end - at));
		if (!at++)
			return false;
	}
	return false;
}

/* 2.3.4: no property is as good as "okay". */
static bool is_enabled(const struct uk_devicetree_node *node)
{
	struct uk_devicetree_property status;

	return !uk_devicetree_property(node, "status", &status) || has_string(&status, "okay") ||
	       has_string(&status, "ok");
}

bool uk_devicetree_is(const struct uk_devicetree_node *node, const char *compatible)
{
	struct uk_devicetree_property names;

	return node->is_reachable && uk_devicetree_property(node, "compatible", &names) &&
	       has_string(&names, compatible) && is_enabled(node);
}

uint32_t uk_devicetree_cell(const struct uk_devicetree_node *node, const char *name,
			    unsigned int index, uint32_t otherwise)
{
	struct uk_devicetree_property property;

	if (!uk_devicetree_property(node, name, &property) || index >= property.size / 4)
		return otherwise;
	return uk_be32(property.cells[index]);
}

uint64_t uk_devicetree_number(const uint32_t *cells, unsigned int count)
{
	uint64_t value = 0;

	for (; count; count--)
		value = value << 32 | uk_be32(*cells++);
	return value;
}

bool uk_devicetree_find(const struct uk_devicetree *tree, uint32_t phandle,
			struct uk_devicetree_node *node)
{
	struct uk_devicetree_walk walk;

	uk_devicetree_walk_start(&walk, tree);
	while (uk_devicetree_next(&walk, node))
		/* 2.3.3: 0 is no phandle. */
		if (phandle && uk_devicetree_cell(node, "phandle", 0, 0) == phandle)
			return true;
	return false;
}

int uk_devicetree_registers(const struct uk_devicetree_node *node, unsigned int index,
			    uint64_t *phys, uint64_t *size)
{
	struct uk_devicetree_property reg;
	unsigned int width;

	if (node->address_cells - 1 >= CELLS_MAX || node->size_cells - 1 >= CELLS_MAX ||
	    !uk_devicetree_property(node, "reg", &reg))
		return -ENOENT;
	width = node->address_cells + node->size_cells;
	if (index >= reg.size / 4 / width)
		return -ENOENT;
	*phys = uk_devicetree_number(reg.cells + (size_t)index * width, node->address_cells);
	*size = uk_devicetree_number(reg.cells + (size_t)index * width + node->address_cells,
				     node->size_cells);
	return *size && *size <= UINT64_MAX - *phys ? 0 : -EINVAL;
}

int uk_devicetree_interrupt(const struct uk_devicetree_node *node)
{
	struct uk_devicetree_property interrupts;
	int irq;

	if (!uk_devicetree_property(node, "interrupts", &interrupts) ||
	    interrupts.size / 4 < INTERRUPT_CELLS)
		return -ENOENT;
	irq = ukplat_tree_interrupt(interrupts.cells, INTERRUPT_CELLS);
	return irq < 0 ? -ENOENT : irq;
}
