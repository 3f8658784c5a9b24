/* SPDX-License-Identifier: BSD-3-Clause */
/* PCI functions: configuration space, BARs, capabilities, MSI-X, and drivers by table. */
#ifndef UK_PCI_H
#define UK_PCI_H

#include <uk/list.h>
#include <uk/pci_host.h>
#include <uk/table.h>

/* PCI Local Bus 3.0, 6.1: offsets in configuration space. */
enum uk_pci_register {
	UK_PCI_VENDOR = 0x00,
	UK_PCI_DEVICE = 0x02,
	UK_PCI_COMMAND = 0x04,
	UK_PCI_STATUS = 0x06,
	UK_PCI_REVISION = 0x08, /* and class code in the upper 24 bits */
	UK_PCI_HEADER_TYPE = 0x0e,
	UK_PCI_BAR0 = 0x10,
	UK_PCI_SECONDARY_BUS = 0x19, /* PCI-to-PCI Bridge 1.2, 3.2 */
	UK_PCI_SUBSYSTEM_VENDOR = 0x2c,
	UK_PCI_SUBSYSTEM = 0x2e,
	UK_PCI_CAPABILITIES = 0x34,
	UK_PCI_INTERRUPT_LINE = 0x3c,
	UK_PCI_INTERRUPT_PIN = 0x3d,
};

/* PCI Local Bus 3.0, 6.2.2: the command register. */
enum uk_pci_command {
	UK_PCI_COMMAND_IO = 1U << 0,
	UK_PCI_COMMAND_MEMORY = 1U << 1,
	UK_PCI_COMMAND_MASTER = 1U << 2,
	UK_PCI_COMMAND_NO_INTX = 1U << 10,
};

/* PCI Local Bus 3.0, appendix H. */
enum uk_pci_capability_id {
	UK_PCI_CAPABILITY_VENDOR = 0x09,
	UK_PCI_CAPABILITY_MSIX = 0x11,
};

enum { UK_PCI_BARS = 6, UK_PCI_VECTORS_MAX = 16 };

struct uk_pci_driver;

struct uk_pci_bar {
	uint64_t phys;
	uint64_t size; /* bytes, 0: not looked at yet */
	bool wide;     /* 64 bits, the next register is a part of it */
};

struct uk_pci_device {
	/* Constant after enumeration. */
	struct uk_pci_host *host;
	struct ukplat_pci_address address;
	char name[12]; /* "00:03.0" */
	uint16_t vendor;
	uint16_t device;
	uint16_t subsystem_vendor;
	uint16_t subsystem;
	uint32_t class_code; /* class << 16 | subclass << 8 | interface */
	uint8_t revision;

	/* lib/pci's; calls on one device are made by one thread at a time. */
	struct uk_list link;
	const struct uk_pci_driver *driver;
	struct uk_pci_bar bars[UK_PCI_BARS];
	unsigned int msix_capability; /* offset, 0 while MSI-X is off */
	int vectors[UK_PCI_VECTORS_MAX];
	unsigned int vectors_allocated;

	void *driver_data; /* the driver's */
};

struct uk_pci_driver {
	const char *name;
	uint16_t vendor;
	uint16_t device_min;
	uint16_t device_max;
	/* 0, or -errno after one line that says why. Thread. */
	int (*probe)(struct uk_pci_device *dev);
	/* The device goes away; no access to it afterwards. Thread. */
	void (*remove)(struct uk_pci_device *dev);
};

#define UK_PCI_DRIVER(driver) UK_TABLE_ADD(pci_driver, driver)

/* Configuration space of @dev at @offset, a multiple of the width. Context: any. */
static inline uint8_t uk_pci_read8(const struct uk_pci_device *dev, unsigned int offset)
{
	return (uint8_t)dev->host->read(dev->host, dev->address, offset, 1);
}

static inline uint16_t uk_pci_read16(const struct uk_pci_device *dev, unsigned int offset)
{
	return (uint16_t)dev->host->read(dev->host, dev->address, offset, 2);
}

static inline uint32_t uk_pci_read32(const struct uk_pci_device *dev, unsigned int offset)
{
	return dev->host->read(dev->host, dev->address, offset, 4);
}

static inline void uk_pci_write16(const struct uk_pci_device *dev, unsigned int offset,
				  uint16_t value)
{
	dev->host->write(dev->host, dev->address, offset, 2, value);
}

static inline void uk_pci_write32(const struct uk_pci_device *dev, unsigned int offset,
				  uint32_t value)
{
	dev->host->write(dev->host, dev->address, offset, 4, value);
}

/* uk_pci_host_scan() of the platform's own bridge; runs by itself at the bus level. */
UK_API int uk_pci_scan(void);

/* The @index-th function in the order of addresses, or NULL. Context: thread. */
UK_API struct uk_pci_device *uk_pci_get(unsigned int index);

/* Take @dev away: its driver's remove() runs, then @dev is freed. Context: thread. */
UK_API void uk_pci_remove(struct uk_pci_device *dev);

/* A walk over the capability list; start with all zero. */
struct uk_pci_walk {
	uint64_t seen;	     /* bit n: offset 4n was visited */
	unsigned int offset; /* of the capability found last, 0: none yet */
};

/**
 * uk_pci_next_capability() - the next capability with an id.
 * @dev:  the function.
 * @walk: where the walk stands.
 * @id:   enum uk_pci_capability_id.
 *
 * Every offset is visited once in a walk: a list that loops ends.
 *
 * Context: any. Return: its offset, at least 0x40, or 0 at the end.
 */
UK_API unsigned int uk_pci_next_capability(const struct uk_pci_device *dev,
					   struct uk_pci_walk *walk, uint8_t id);

/**
 * uk_pci_map() - map a part of a memory BAR.
 * @dev:    the function.
 * @bar:    0 to 5.
 * @offset: bytes from the BAR's start.
 * @size:   bytes, not 0.
 * @out:    receives the address.
 *
 * Sizes the BAR on its first use, with the function's decoding off for that moment.
 *
 * Context: thread.
 * Return: 0, -EINVAL (no such memory BAR, or it does not hold the range), -ENXIO (nobody gave it an
 * address), -ENOMEM.
 */
UK_API int uk_pci_map(struct uk_pci_device *dev, unsigned int bar, uint64_t offset, size_t size,
		      void **out);

/* Let the device decode memory and write to ours. Context: thread. */
UK_API void uk_pci_enable(struct uk_pci_device *dev);

/* Stop both. Context: thread. */
UK_API void uk_pci_disable(struct uk_pci_device *dev);

/**
 * uk_pci_msix_start() - switch MSI-X on.
 * @dev:    enabled.
 * @wanted: vectors, 1 to UK_PCI_VECTORS_MAX.
 *
 * Context: thread.
 * Return: vectors given, 1 to @wanted; -ENOTSUP (no such capability), -ENODEV or -ENOSPC (the platform
 * has none), or an error of uk_pci_map().
 */
UK_API int uk_pci_msix_start(struct uk_pci_device *dev, unsigned int wanted);

/* Back to the line interrupt; the numbers stay the device's for the next start. Context: thread. */
UK_API void uk_pci_msix_stop(struct uk_pci_device *dev);

/* Interrupt number of @vector, below what uk_pci_msix_start() gave. Context: any. */
static inline unsigned int uk_pci_vector_irq(const struct uk_pci_device *dev, unsigned int vector)
{
	return (unsigned int)dev->vectors[vector];
}

/* Interrupt number of the line (INTx), or -ENODEV without one. Context: any. */
UK_API int uk_pci_line_irq(const struct uk_pci_device *dev);

#endif
