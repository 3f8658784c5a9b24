/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer entry: any bytes as all memory that ACPI tables can lie in. */
#include <stdlib.h>
#include <string.h>

#include "x86_64/acpi.h"

enum { BASE = 0x1000, LENGTH_AT = 4, CHECKSUM_AT = 9, HEADER = 36, DEVICES = 8 };

static uint8_t *memory;
static size_t length;

static const void *read_memory(uint64_t phys, uint64_t size)
{
	if (phys < BASE || size > length || phys - BASE > length - size)
		return NULL;
	return memory + (phys - BASE);
}

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void seal(size_t at, size_t size, size_t checksum)
{
	uint8_t sum = 0;

	memory[checksum] = 0;
	for (size_t i = at; i < at + size; i++)
		sum = (uint8_t)(sum + memory[i]);
	memory[checksum] = (uint8_t)-sum;
}

/* Sums that a fuzzer would guess in vain: of each table that begins with one of the signatures. */
static void seal_tables(void)
{
	static const char *const signatures[] = { "RSDT", "XSDT", "FACP", "DSDT" };

	if (length >= HEADER && !memcmp(memory, "RSD PTR ", 8)) {
		seal(0, 20, 8);
		seal(0, HEADER, 32);
	}
	for (size_t at = 0; at + HEADER <= length; at += 4) {
		uint32_t size;

		memcpy(&size, memory + at + LENGTH_AT, 4);
		for (size_t i = 0; i < UK_ARRAY_SIZE(signatures); i++)
			if (!memcmp(memory + at, signatures[i], 4) && size >= HEADER &&
			    size <= length - at)
				seal(at, size, at + CHECKSUM_AT);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ukplat_mmio_device devices[DEVICES];
	struct acpi_power power;
	uint8_t types[2];

	if (size == 0)
		return 0;
	memory = malloc(size);
	length = size;
	memcpy(memory, data, size);
	seal_tables();
	if (acpi_power_read(BASE, read_memory, &power)) {
		if (acpi_sleep_types_read(power.dsdt, read_memory, types))
			require(types[0] <= 7 && types[1] <= 7);
		require(acpi_mmio_read(power.dsdt, read_memory, devices, DEVICES) <= DEVICES);
	}
	free(memory);
	return 0;
}
