/* SPDX-License-Identifier: BSD-3-Clause */
/* Enumeration of PCI buses in the order of addresses, and binding of drivers. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/print.h>

#include "bar.h"

UK_TABLE_DECLARE(pci_driver);

enum { BUSES = 256, DEVICES_PER_BUS = 32, FUNCTIONS_PER_DEVICE = 8 };

/* PCI Local Bus 3.0, 6.2.1: header type. */
enum { HEADER_MULTI_FUNCTION = 0x80, HEADER_LAYOUT = 0x7f, HEADER_GENERAL = 0, HEADER_BRIDGE = 1 };

static struct uk_list pci_devices = UK_LIST_INIT(pci_devices);

struct scan {
	struct uk_pci_host *host;
	bool reachable[BUSES];
	unsigned int found;
	bool full;
};

static void add_bridge(struct scan *scan, const struct uk_pci_device *bridge)
{
	uint8_t secondary = uk_pci_read8(bridge, UK_PCI_SECONDARY_BUS);

	/* Bus numbers grow away from the host: a bridge back would be a loop. 0 is not configured. */
	if (secondary > bridge->address.bus)
		scan->reachable[secondary] = true;
	else if (secondary != 0)
		uk_warning("pci: %s: bridge to bus %u, which is not behind it", bridge->name,
			   secondary);
}

static void read_identity(struct uk_pci_device *dev, uint8_t layout)
{
	uint32_t class_revision = uk_pci_read32(dev, UK_PCI_REVISION);

	dev->class_code = class_revision >> 8;
	dev->revision = (uint8_t)class_revision;
	if (layout == HEADER_GENERAL) {
		dev->subsystem_vendor = uk_pci_read16(dev, UK_PCI_SUBSYSTEM_VENDOR);
		dev->subsystem = uk_pci_read16(dev, UK_PCI_SUBSYSTEM);
	}
	uk_snprintf(dev->name, sizeof(dev->name), "%02x:%02x.%x", dev->address.bus,
		    dev->address.device, dev->address.function);
}

static int add_function(struct scan *scan, struct ukplat_pci_address address, uint32_t id,
			uint8_t header)
{
	uint8_t layout = header & HEADER_LAYOUT;
	struct uk_pci_device *dev = uk_zalloc(sizeof(*dev));

	if (dev == NULL)
		return -ENOMEM;
	dev->host = scan->host;
	dev->address = address;
	dev->vendor = (uint16_t)id;
	dev->device = (uint16_t)(id >> 16);
	read_identity(dev, layout);
	uk_list_add_tail(&pci_devices, &dev->link);
	scan->found++;
	if (layout == HEADER_BRIDGE)
		add_bridge(scan, dev);
	return 0;
}

/* Return: header type, 0 where nothing answers, or -errno. */
static int scan_function(struct scan *scan, struct ukplat_pci_address address)
{
	uint32_t id = scan->host->read(scan->host, address, UK_PCI_VENDOR, 4);
	uint8_t header;
	int error;

	/* PCI Local Bus 3.0, 6.1: nobody has vendor 0xffff; 0 is what broken bridges answer. */
	if ((id & 0xffff) == 0xffff || (id & 0xffff) == 0)
		return 0;
	if (scan->found == CONFIG_LIB_PCI_DEVICES) {
		scan->full = true;
		return 0;
	}
	header = (uint8_t)scan->host->read(scan->host, address, UK_PCI_HEADER_TYPE, 1);
	error = add_function(scan, address, id, header);
	return error < 0 ? error : header;
}

static int scan_slot(struct scan *scan, struct ukplat_pci_address address)
{
	int header = scan_function(scan, address);

	/* Functions above 0 exist only where function 0 says so (6.2.1). */
	if (header < 0 || !(header & HEADER_MULTI_FUNCTION))
		return header;
	for (address.function = 1; address.function < FUNCTIONS_PER_DEVICE; address.function++) {
		int error = scan_function(scan, address);

		if (error < 0)
			return error;
	}
	return 0;
}

static int scan_bus(struct scan *scan, uint8_t bus)
{
	for (uint8_t device = 0; device < DEVICES_PER_BUS && !scan->full; device++) {
		int error = scan_slot(scan, (struct ukplat_pci_address){ bus, device, 0 });

		if (error < 0)
			return error;
	}
	return 0;
}

static int scan_buses(struct scan *scan)
{
	scan->reachable[scan->host->first_bus] = true;
	for (unsigned int bus = 0; bus < BUSES && !scan->full; bus++) {
		int error = scan->reachable[bus] ? scan_bus(scan, (uint8_t)bus) : 0;

		if (error < 0)
			return error;
	}
	if (scan->full)
		uk_warning("pci: more than %d functions, the rest is left alone",
			   CONFIG_LIB_PCI_DEVICES);
	return (int)scan->found;
}

static bool drives(const struct uk_pci_driver *driver, const struct uk_pci_device *dev)
{
	return driver->vendor == dev->vendor && dev->device >= driver->device_min &&
	       dev->device <= driver->device_max;
}

static void probe(struct uk_pci_device *dev)
{
	uk_table_for_each (slot, pci_driver) {
		const struct uk_pci_driver *driver = *slot;

		if (!drives(driver, dev))
			continue;
		dev->driver = driver;
		if (driver->probe(dev) == 0)
			return;
		dev->driver = NULL;
	}
}

int uk_pci_host_scan(struct uk_pci_host *host)
{
	struct scan scan = { .host = host };
	struct uk_pci_device *dev;
	int found = scan_buses(&scan);

	if (found < 0)
		return found;
	pci_assign(host, &pci_devices);
	uk_list_for_each_entry (dev, &pci_devices, link) {
		if (dev->driver == NULL)
			probe(dev);
	}
	return found;
}

struct uk_pci_device *uk_pci_get(unsigned int index)
{
	struct uk_pci_device *dev;

	uk_list_for_each_entry (dev, &pci_devices, link) {
		if (index-- == 0)
			return dev;
	}
	return NULL;
}

void uk_pci_remove(struct uk_pci_device *dev)
{
	if (dev->driver)
		dev->driver->remove(dev);
	uk_list_remove(&dev->link);
	uk_free(dev);
}
