/* SPDX-License-Identifier: BSD-3-Clause */
/* What ACPI tables say about power, and about virtio MMIO windows (ACPI 6.4). */
#ifndef UK_KVM_ACPI_H
#define UK_KVM_ACPI_H

#include <uk/plat/mmio.h>

#include <common/phys.h>

/* 0 stands for a register that the machine does not have. */
struct acpi_power {
	bool reduced;	    /* hardware-reduced: the sleep control register and nothing else */
	uint16_t pm1_event; /* status; the enable register follows after half the block */
	uint8_t pm1_event_length;
	uint16_t pm1a_control;
	uint16_t pm1b_control;
	uint16_t smi_command;
	uint8_t acpi_enable; /* value for the SMI command port that switches ACPI mode on */
	uint16_t sci;	     /* interrupt of power management events */
	bool sleep_is_port;
	uint64_t sleep_control;
	uint64_t dsdt;
};

/**
 * acpi_power_read() - find and check RSDP, RSDT or XSDT, and FADT.
 * @rsdp:  physical address of the root pointer.
 * @read:  gives access to physical memory.
 * @power: receives what the FADT says.
 *
 * Return: false when a table is missing, damaged or out of reach.
 */
bool acpi_power_read(uint64_t rsdp, phys_reader *read, struct acpi_power *power);

/**
 * acpi_sleep_types_read() - the two values that mean "off" in \_S5 of the DSDT.
 * @dsdt:  physical address of the table.
 * @read:  gives access to physical memory.
 * @types: receives them, 0 to 7, for the control registers a and b.
 *
 * Return: false when there are none.
 */
bool acpi_sleep_types_read(uint64_t dsdt, phys_reader *read, uint8_t types[2]);

/**
 * acpi_mmio_read() - the virtio MMIO windows that the DSDT describes.
 * @dsdt:    physical address of the table.
 * @read:    gives access to physical memory.
 * @devices: receives them.
 * @max:     at most so many.
 *
 * Finds devices by their id, LNRO0005, and of the resources that follow it the first memory range and
 * the first interrupt: what QEMU's tables look like; a general reading of AML would be an interpreter.
 *
 * Return: how many there are.
 */
size_t acpi_mmio_read(uint64_t dsdt, phys_reader *read, struct ukplat_mmio_device *devices,
		      size_t max);

#endif
