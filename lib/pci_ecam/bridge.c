/* SPDX-License-Identifier: BSD-3-Clause */
/* Finding the bridges, and their configuration space. */
#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/pci.h>
#include <uk/plat/boot.h>
#include <uk/plat/memory.h>
#include <uk/print.h>

#include "ecam.h"

#define BUS_SIZE (UINT64_C(1) << ECAM_BUS_SHIFT)

/* PCI Express Base Specification 5.0, 7.2.2: where a register lies. NULL where there is none. */
static volatile uint8_t *register_of(const struct uk_pci_host *host,
				     struct ukplat_pci_address address, unsigned int offset)
{
	struct ecam_bridge *bridge = ecam_bridge_of(host);
	unsigned int bus = address.bus - host->first_bus;

	if (address.bus < host->first_bus || bus >= bridge->bus_count || offset >= ECAM_SPACE)
		return NULL;
	if (!bridge->buses[bus])
		bridge->buses[bus] = ukplat_map_device(bridge->phys + bus * BUS_SIZE, BUS_SIZE);
	if (!bridge->buses[bus])
		return NULL;
	return bridge->buses[bus] + ((address.device & 31U) << ECAM_DEVICE_SHIFT) +
	       ((address.function & 7U) << ECAM_FUNCTION_SHIFT) + offset;
}

static uint32_t ecam_read(const struct uk_pci_host *host, struct ukplat_pci_address address,
			  unsigned int offset, unsigned int width)
{
	volatile uint8_t *at = register_of(host, address, offset);

	if (!at)
		return UINT32_MAX >> (32 - 8 * width);
	if (width == 1)
		return ukarch_mmio_read8(at);
	return width == 2 ? ukarch_mmio_read16(at) : ukarch_mmio_read32(at);
}

static void ecam_write(const struct uk_pci_host *host, struct ukplat_pci_address address,
		       unsigned int offset, unsigned int width, uint32_t value)
{
	volatile uint8_t *at = register_of(host, address, offset);

	if (!at)
		return;
	if (width == 1)
		ukarch_mmio_write8(at, (uint8_t)value);
	else if (width == 2)
		ukarch_mmio_write16(at, (uint16_t)value);
	else
		ukarch_mmio_write32(at, value);
}

static int read_node(struct ecam_bridge *bridge)
{
	const struct uk_devicetree_node *node = &bridge->node;
	uint32_t first = uk_devicetree_cell(node, "bus-range", 0, 0);
	uint32_t last = uk_devicetree_cell(node, "bus-range", 1, ECAM_BUSES_MAX - 1);
	uint64_t size;

	if (uk_devicetree_cell(node, "#address-cells", 0, 0) != ECAM_ADDRESS_CELLS ||
	    uk_devicetree_cell(node, "#size-cells", 0, 0) != ECAM_SIZE_CELLS || first > last ||
	    last >= ECAM_BUSES_MAX)
		return -EINVAL;
	if (uk_devicetree_registers(node, 0, &bridge->phys, &size) < 0 || size < BUS_SIZE)
		return -EINVAL;
	bridge->host.first_bus = (uint8_t)first;
	bridge->bus_count =
		(unsigned int)uk_min(size >> ECAM_BUS_SHIFT, (uint64_t)last - first + 1);
	return 0;
}

static int add_bridge(const struct uk_devicetree_node *node)
{
	struct ecam_bridge *bridge = uk_zalloc(sizeof(*bridge));
	int found;

	if (!bridge)
		return -ENOMEM;
	bridge->tree = *node->tree;
	bridge->node = *node;
	bridge->node.tree = &bridge->tree;
	bridge->host.read = ecam_read;
	bridge->host.write = ecam_write;
	bridge->host.line = ecam_line;
	if (read_node(bridge) < 0) {
		uk_warning("pci: the device tree has a host bridge that makes no sense");
		uk_free(bridge);
		return 0;
	}
	ecam_read_ranges(bridge);
	found = uk_pci_host_scan(&bridge->host);
	if (found == 0)
		uk_free(bridge);
	return found < 0 ? found : 0;
}

static int pci_ecam_init(void)
{
	struct uk_devicetree_walk walk;
	struct uk_devicetree_node node;
	struct uk_devicetree tree;
	int error = 0;

	if (!uk_devicetree_open(&tree, ukplat_boot_info()->device_tree))
		return 0;
	uk_devicetree_walk_start(&walk, &tree);
	while (!error && uk_devicetree_next(&walk, &node))
		if (uk_devicetree_is(&node, "pci-host-ecam-generic"))
			error = add_bridge(&node);
	return error;
}
UK_INIT(bus, pci_ecam_init);
