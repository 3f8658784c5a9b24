/* SPDX-License-Identifier: BSD-3-Clause */
/* A bridge, within this library. */
#ifndef PCI_ECAM_PRIVATE_H
#define PCI_ECAM_PRIVATE_H

#include <uk/devicetree.h>
#include <uk/pci_host.h>

enum {
	ECAM_BUSES_MAX = 256,
	/* PCI addresses in a tree have three cells (IEEE 1275 PCI binding, 2.2.1.1), sizes two. */
	ECAM_ADDRESS_CELLS = 3,
	ECAM_SIZE_CELLS = 2,
	ECAM_BUS_SHIFT = 20,
	ECAM_DEVICE_SHIFT = 15,
	ECAM_FUNCTION_SHIFT = 12,
	ECAM_SPACE = 4096,
};

struct ecam_bridge {
	struct uk_pci_host host;
	struct uk_devicetree tree;
	struct uk_devicetree_node node;
	uint64_t phys; /* of configuration space */
	unsigned int bus_count;
	volatile uint8_t *buses[ECAM_BUSES_MAX]; /* NULL: not mapped yet */
};

static inline struct ecam_bridge *ecam_bridge_of(const struct uk_pci_host *host)
{
	return uk_container_of((struct uk_pci_host *)host, struct ecam_bridge, host);
}

/* ranges.c: the windows of @bridge's node. */
void ecam_read_ranges(struct ecam_bridge *bridge);

/* line.c: as line() of struct uk_pci_host. */
int ecam_line(const struct uk_pci_host *host, struct ukplat_pci_address address, unsigned int pin);

#endif
