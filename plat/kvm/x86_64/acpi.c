/* SPDX-License-Identifier: BSD-3-Clause */
/* ACPI tables as far as they are needed here (ACPI 6.4, 5.2). Nothing in them is believed. */
#include <uk/string.h>

#include "acpi.h"

/* 5.2.5.3 */
struct rsdp {
	char signature[8];
	uint8_t checksum;
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	uint32_t length;
	uint64_t xsdt;
	uint8_t extended_checksum;
	uint8_t reserved[3];
} UK_PACKED;

_Static_assert(sizeof(struct rsdp) == 36, "ACPI 6.4, table 5.3");

/* 5.2.6 */
struct table {
	char signature[4];
	uint32_t length;
	uint8_t revision;
	uint8_t checksum;
	char oem[6];
	char oem_table[8];
	uint32_t oem_revision;
	uint32_t creator;
	uint32_t creator_revision;
} UK_PACKED;

_Static_assert(sizeof(struct table) == 36, "ACPI 6.4, table 5.4");

/* 5.2.3.2 */
struct generic_address {
	uint8_t space;
	uint8_t width;
	uint8_t offset;
	uint8_t access;
	uint64_t address;
} UK_PACKED;

/* 5.2.9 */
struct fadt {
	struct table table;
	uint32_t facs;
	uint32_t dsdt;
	uint8_t reserved[2];
	uint16_t sci;
	uint32_t smi_command;
	uint8_t acpi_enable;
	uint8_t reserved2[3];
	uint32_t pm1a_event;
	uint32_t pm1b_event;
	uint32_t pm1a_control;
	uint32_t pm1b_control;
	uint8_t reserved3[16];
	uint8_t pm1_event_length;
	uint8_t reserved4[23];
	uint32_t flags;
	uint8_t reserved5[24];
	uint64_t x_dsdt;
	uint8_t reserved6[96];
	struct generic_address sleep_control;
} UK_PACKED;

_Static_assert(offsetof(struct fadt, flags) == 112, "ACPI 6.4, table 5.9");
_Static_assert(offsetof(struct fadt, x_dsdt) == 140, "ACPI 6.4, table 5.9");
_Static_assert(offsetof(struct fadt, sleep_control) == 244, "ACPI 6.4, table 5.9");

enum {
	RSDP_SIZE_1 = 20,
	TABLE_SIZE_MAX = 1 << 20,
	FADT_SIZE_1 = 116,
	FADT_REDUCED = 1 << 20,
	SPACE_MEMORY = 0,
	SPACE_PORT = 1,
	SLEEP_TYPE_MAX = 7,
};

static bool sums_to_zero(const void *data, size_t len)
{
	const uint8_t *bytes = data;
	uint8_t sum = 0;

	while (len-- > 0)
		sum = (uint8_t)(sum + *bytes++);
	return sum == 0;
}

static const void *table_read(uint64_t phys, const char *signature, size_t size_min,
			      phys_reader *read)
{
	const struct table *table = phys ? read(phys, sizeof(*table)) : NULL;
	uint32_t length;

	if (!table || memcmp(table->signature, signature, sizeof(table->signature)) != 0)
		return NULL;
	length = table->length;
	if (length < size_min || length > TABLE_SIZE_MAX)
		return NULL;
	table = read(phys, length);
	return table && sums_to_zero(table, length) ? table : NULL;
}

/* The FADT among the tables that the root table lists by addresses of @width bytes. */
static const struct fadt *fadt_find(const struct table *root, size_t width, phys_reader *read)
{
	const char *entry = (const char *)(root + 1);
	size_t count = (root->length - sizeof(*root)) / width;

	for (; count > 0; count--, entry += width) {
		const struct fadt *fadt;
		uint64_t phys = 0;

		memcpy(&phys, entry, width);
		fadt = table_read(phys, "FACP", FADT_SIZE_1, read);
		if (fadt)
			return fadt;
	}
	return NULL;
}

static const struct fadt *fadt_read(uint64_t phys, phys_reader *read)
{
	const struct rsdp *rsdp = phys ? read(phys, RSDP_SIZE_1) : NULL;
	const struct fadt *fadt = NULL;
	const struct table *root;

	if (!rsdp || memcmp(rsdp->signature, "RSD PTR ", sizeof(rsdp->signature)) != 0 ||
	    !sums_to_zero(rsdp, RSDP_SIZE_1))
		return NULL;
	if (rsdp->revision >= 2 && read(phys, sizeof(*rsdp)) && sums_to_zero(rsdp, sizeof(*rsdp))) {
		root = table_read(rsdp->xsdt, "XSDT", sizeof(*root), read);
		fadt = root ? fadt_find(root, 8, read) : NULL;
	}
	if (fadt)
		return fadt;
	root = table_read(rsdp->rsdt, "RSDT", sizeof(*root), read);
	return root ? fadt_find(root, 4, read) : NULL;
}

static uint16_t port(uint32_t address)
{
	return address <= UINT16_MAX ? (uint16_t)address : 0;
}

bool acpi_power_read(uint64_t rsdp, phys_reader *read, struct acpi_power *power)
{
	const struct fadt *fadt = fadt_read(rsdp, read);

	if (!fadt)
		return false;
	*power = (struct acpi_power){
		.pm1_event = port(fadt->pm1a_event),
		.pm1_event_length = fadt->pm1_event_length,
		.pm1a_control = port(fadt->pm1a_control),
		.pm1b_control = port(fadt->pm1b_control),
		.smi_command = port(fadt->smi_command),
		.acpi_enable = fadt->acpi_enable,
		.sci = fadt->sci,
		.dsdt = fadt->dsdt,
	};
	if (fadt->table.length >= offsetof(struct fadt, reserved6) && fadt->x_dsdt)
		power->dsdt = fadt->x_dsdt;
	if (fadt->table.length < sizeof(*fadt) || !(fadt->flags & FADT_REDUCED))
		return true;
	power->reduced = true;
	if (fadt->sleep_control.space == SPACE_MEMORY || fadt->sleep_control.space == SPACE_PORT) {
		power->sleep_is_port = fadt->sleep_control.space == SPACE_PORT;
		power->sleep_control = fadt->sleep_control.address;
	}
	return true;
}

/* One integer of a package (20.2.3): the constants zero and one, or a byte after its prefix. */
static const uint8_t *integer_read(const uint8_t *at, const uint8_t *end, uint8_t *value)
{
	enum { ZERO = 0, ONE = 1, BYTE_PREFIX = 0x0a };

	if (at < end && (*at == ZERO || *at == ONE)) {
		*value = *at;
		return at + 1;
	}
	if (end - at < 2 || *at != BYTE_PREFIX || at[1] > SLEEP_TYPE_MAX)
		return NULL;
	*value = at[1];
	return at + 2;
}

/* Package (20.2.5.4): opcode, length of one to four bytes, number of elements, elements. */
static bool package_read(const uint8_t *at, const uint8_t *end, uint8_t types[2])
{
	enum { PACKAGE = 0x12 };
	size_t head;

	if (end - at < 2 || *at != PACKAGE)
		return false;
	head = 2 + (size_t)(at[1] >> 6);
	if ((size_t)(end - at) <= head || at[head] < 2)
		return false;
	at = integer_read(at + head + 1, end, &types[0]);
	return at && integer_read(at, end, &types[1]);
}

bool acpi_sleep_types_read(uint64_t dsdt, phys_reader *read, uint8_t types[2])
{
	const struct table *table = table_read(dsdt, "DSDT", sizeof(*table), read);
	const uint8_t *at, *end;

	if (!table)
		return false;
	end = (const uint8_t *)table + table->length;
	for (at = (const uint8_t *)(table + 1); end - at >= 4; at++)
		if (memcmp(at, "_S5_", 4) == 0 && package_read(at + 4, end, types))
			return true;
	return false;
}

/* Large resource descriptors (6.4.3.4, 6.4.3.6), as ASL compilers and QEMU write them. */
static const uint8_t memory_range[] = { 0x86, 9, 0 };
static const uint8_t interrupt[] = { 0x89, 6, 0 };

enum { MEMORY_RANGE_SIZE = 12, INTERRUPT_SIZE = 9, WITHIN = 256 };

static const uint8_t *find(const uint8_t *at, const uint8_t *end, const void *text, size_t len)
{
	for (; (size_t)(end - at) >= len; at++)
		if (memcmp(at, text, len) == 0)
			return at;
	return NULL;
}

static uint32_t little_endian(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static bool resources_read(const uint8_t *at, const uint8_t *end, struct ukplat_mmio_device *device)
{
	const uint8_t *memory = find(at, end, memory_range, sizeof(memory_range));
	const uint8_t *irq = find(at, end, interrupt, sizeof(interrupt));

	if (!memory || !irq || end - memory < MEMORY_RANGE_SIZE || end - irq < INTERRUPT_SIZE)
		return false;
	device->phys = little_endian(memory + 4);
	device->size = little_endian(memory + 8);
	device->irq = little_endian(irq + 5);
	return device->size != 0;
}

size_t acpi_mmio_read(uint64_t dsdt, phys_reader *read, struct ukplat_mmio_device *devices,
		      size_t max)
{
	static const char id[] = "LNRO0005";
	const struct table *table = table_read(dsdt, "DSDT", sizeof(*table), read);
	const uint8_t *at, *end;
	size_t count = 0;

	if (!table)
		return 0;
	end = (const uint8_t *)table + table->length;
	at = find((const uint8_t *)(table + 1), end, id, sizeof(id));
	while (at && count < max) {
		const uint8_t *next = find(at + sizeof(id), end, id, sizeof(id));
		const uint8_t *limit = next ? next : end;

		if (limit - at > WITHIN)
			limit = at + WITHIN;
		if (resources_read(at, limit, &devices[count]))
			count++;
		at = next;
	}
	return count;
}
