/* SPDX-License-Identifier: BSD-3-Clause */
/* PCI host bridges that a library finds; the platform's own needs none of this. */
#ifndef UK_PCI_HOST_H
#define UK_PCI_HOST_H

#include <uk/plat/pci.h>

enum { UK_PCI_WINDOWS_MAX = 4 };

/* Addresses that reach the bridge's devices, the same for the CPU and on the bus. */
struct uk_pci_window {
	uint64_t phys;
	uint64_t size; /* bytes; does not wrap around */
	uint64_t next; /* lib/pci's: what lies below is given away */
};

struct uk_pci_host {
	/* As ukplat_pci_read() and ukplat_pci_write(). */
	uint32_t (*read)(const struct uk_pci_host *host, struct ukplat_pci_address address,
			 unsigned int offset, unsigned int width);
	void (*write)(const struct uk_pci_host *host, struct ukplat_pci_address address,
		      unsigned int offset, unsigned int width, uint32_t value);
	/*
	 * Interrupt number of a function's @pin, 1 to 4, or -ENODEV. NULL where the firmware has written it
	 * into each function.
	 */
	int (*line)(const struct uk_pci_host *host, struct ukplat_pci_address address,
		    unsigned int pin);
	uint8_t first_bus;
	/* For BARs that have no address yet; none where a firmware has seen to it. */
	struct uk_pci_window windows[UK_PCI_WINDOWS_MAX];
	unsigned int window_count;
};

/**
 * uk_pci_host_scan() - find the functions behind a bridge, give them addresses, probe their drivers.
 * @host: stays.
 *
 * Unreadable or excessive answers are reported and left out.
 *
 * Context: thread, at the bus level of boot. Return: functions found, or -ENOMEM.
 */
UK_API int uk_pci_host_scan(struct uk_pci_host *host);

#endif
