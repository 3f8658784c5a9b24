/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines of functions, by a bridge's interrupt-map (Devicetree Specification 0.4, 2.4.3). */
#include <uk/errno.h>
#include <uk/plat/device_tree.h>

#include "ecam.h"

/* What is looked up: an address of three cells and a pin; then, in an entry, the controller. */
enum {
	KEY_CELLS = ECAM_ADDRESS_CELLS + 1,
	ENTRY_CONTROLLER = KEY_CELLS,
	ENTRY_PARENT = KEY_CELLS + 1,
	PARENT_CELLS_MAX = 8,

	BUS_SHIFT = 16,
	DEVICE_SHIFT = 11,
	FUNCTION_SHIFT = 8,
};

/* How long the controller's part of an entry is: mostly all have the same controller. */
struct controller {
	uint32_t phandle;
	unsigned int address_cells, interrupt_cells;
};

static bool look_up(const struct uk_devicetree *tree, uint32_t phandle,
		    struct controller *controller)
{
	struct uk_devicetree_node node;

	if (controller->phandle == phandle)
		return phandle != 0;
	if (!uk_devicetree_find(tree, phandle, &node))
		return false;
	controller->phandle = phandle;
	/* Here none means 0, unlike elsewhere. */
	controller->address_cells = uk_devicetree_cell(&node, "#address-cells", 0, 0);
	controller->interrupt_cells = uk_devicetree_cell(&node, "#interrupt-cells", 0, 0);
	return controller->address_cells <= PARENT_CELLS_MAX &&
	       controller->interrupt_cells <= PARENT_CELLS_MAX;
}

static bool matches(const struct ecam_bridge *bridge, const uint32_t *entry, const uint32_t *key)
{
	for (unsigned int i = 0; i < KEY_CELLS; i++) {
		uint32_t mask =
			uk_devicetree_cell(&bridge->node, "interrupt-map-mask", i, UINT32_MAX);

		if ((uk_devicetree_number(entry + i, 1) & mask) != (key[i] & mask))
			return false;
	}
	return true;
}

static int search(const struct ecam_bridge *bridge, const uint32_t *key)
{
	struct controller controller = { 0 };
	struct uk_devicetree_property map;
	const uint32_t *entry;
	size_t left, width;

	if (!uk_devicetree_property(&bridge->node, "interrupt-map", &map))
		return -ENODEV;
	entry = map.cells;
	for (left = map.size / 4; left > ENTRY_PARENT; left -= width, entry += width) {
		uint32_t phandle = (uint32_t)uk_devicetree_number(entry + ENTRY_CONTROLLER, 1);

		if (!look_up(&bridge->tree, phandle, &controller))
			return -ENODEV;
		width = ENTRY_PARENT + controller.address_cells + controller.interrupt_cells;
		if (width > left)
			return -ENODEV;
		if (matches(bridge, entry, key))
			return ukplat_tree_interrupt(entry + width - controller.interrupt_cells,
						     controller.interrupt_cells);
	}
	return -ENODEV;
}

int ecam_line(const struct uk_pci_host *host, struct ukplat_pci_address address, unsigned int pin)
{
	const uint32_t key[KEY_CELLS] = {
		(uint32_t)address.bus << BUS_SHIFT | (uint32_t)address.device << DEVICE_SHIFT |
			(uint32_t)address.function << FUNCTION_SHIFT,
		0,
		0,
		pin,
	};
	int irq;

	/* Behind another bridge a line has another pin here, and nobody has set those bridges up. */
	if (address.bus != host->first_bus)
		return -ENODEV;
	irq = search(ecam_bridge_of(host), key);
	return irq < 0 ? -ENODEV : irq;
}
