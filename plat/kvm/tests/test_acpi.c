/* SPDX-License-Identifier: BSD-3-Clause */
/* The ACPI parser on good, damaged and hostile tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "x86_64/acpi.h"

enum {
	BASE = 0x1000,
	SIZE = 0x1000,
	RSDP = 0x1000,
	RSDT = 0x1100,
	XSDT = 0x1200,
	FADT = 0x1300,
	DSDT = 0x1500,
	OTHER = 0x1600,
	FADT_SIZE = 268,
};

static uint8_t *memory;

static const void *read_memory(uint64_t phys, uint64_t size)
{
	if (phys < BASE || size > SIZE || phys - BASE > SIZE - size)
		return NULL;
	return memory + (phys - BASE);
}

static uint8_t *at(uint64_t phys)
{
	return memory + (phys - BASE);
}

static void put(uint64_t phys, uint64_t value, size_t width)
{
	memcpy(at(phys), &value, width);
}

/* Make @len bytes sum to zero by the byte at @checksum. */
static void seal(uint64_t phys, size_t len, uint64_t checksum)
{
	uint8_t sum = 0;

	*at(checksum) = 0;
	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + at(phys)[i]);
	*at(checksum) = (uint8_t)-sum;
}

static void make_table(uint64_t phys, const char *signature, uint32_t length)
{
	memcpy(at(phys), signature, 4);
	put(phys + 4, length, 4);
	seal(phys, length, phys + 9);
}

static void make_dsdt(const void *code, size_t len)
{
	memset(at(DSDT), 0, OTHER - DSDT);
	memcpy(at(DSDT + 36), code, len);
	make_table(DSDT, "DSDT", (uint32_t)(36 + len));
}

static void make_fadt(uint32_t length)
{
	make_table(FADT, "FACP", length);
}

static int make_memory(void **state)
{
	memory = calloc(1, SIZE);
	memcpy(at(RSDP), "RSD PTR ", 8);
	put(RSDP + 16, RSDT, 4);
	seal(RSDP, 20, RSDP + 8);
	put(RSDT + 36, OTHER, 4);
	put(RSDT + 40, FADT, 4);
	make_table(RSDT, "RSDT", 44);
	make_table(OTHER, "HPET", 56);
	put(FADT + 40, DSDT, 4);
	put(FADT + 46, 9, 2);
	put(FADT + 56, 0x600, 4);
	put(FADT + 64, 0x604, 4);
	put(FADT + 88, 4, 1);
	make_fadt(116);
	make_dsdt("\x08_S5_\x12\x08\x04\x0a\x05\x0a\x06\x00\x00", 14);
	(void)state;
	return 0;
}

static int free_memory(void **state)
{
	(void)state;
	free(memory);
	return 0;
}

static void reads_version_1(void **state)
{
	struct acpi_power power;

	(void)state;
	assert_true(acpi_power_read(RSDP, read_memory, &power));
	assert_int_equal(power.pm1_event, 0x600);
	assert_int_equal(power.pm1_event_length, 4);
	assert_int_equal(power.pm1a_control, 0x604);
	assert_int_equal(power.pm1b_control, 0);
	assert_int_equal(power.sci, 9);
	assert_int_equal(power.dsdt, DSDT);
	assert_false(power.reduced);
}

static void reads_reduced_by_xsdt(void **state)
{
	struct acpi_power power;

	(void)state;
	*at(RSDP + 15) = 2;
	put(RSDP + 16, 0, 4);
	put(RSDP + 20, 36, 4);
	put(RSDP + 24, XSDT, 8);
	seal(RSDP, 20, RSDP + 8);
	seal(RSDP, 36, RSDP + 32);
	put(XSDT + 36, FADT, 8);
	make_table(XSDT, "XSDT", 44);
	put(FADT + 40, 0, 4);
	put(FADT + 112, 1 << 20, 4);
	put(FADT + 140, DSDT, 8);
	put(FADT + 244, 0, 1);
	put(FADT + 248, 0xfea00000, 8);
	make_fadt(FADT_SIZE);
	assert_true(acpi_power_read(RSDP, read_memory, &power));
	assert_true(power.reduced);
	assert_false(power.sleep_is_port);
	assert_int_equal(power.sleep_control, 0xfea00000);
	assert_int_equal(power.dsdt, DSDT);
	/* A space that is neither memory nor port: there is no such register then. */
	put(FADT + 244, 2, 1);
	make_fadt(FADT_SIZE);
	assert_true(acpi_power_read(RSDP, read_memory, &power));
	assert_int_equal(power.sleep_control, 0);
}

static void refuses_damaged_tables(void **state)
{
	static const uint64_t damaged[] = { RSDP + 1,  RSDP + 10, RSDT + 1,
					    RSDT + 20, FADT + 1,  FADT + 70 };
	struct acpi_power power;

	(void)state;
	for (size_t i = 0; i < sizeof(damaged) / sizeof(*damaged); i++) {
		(*at(damaged[i]))++;
		assert_false(acpi_power_read(RSDP, read_memory, &power));
		(*at(damaged[i]))--;
	}
	assert_true(acpi_power_read(RSDP, read_memory, &power));
	assert_false(acpi_power_read(0, read_memory, &power));
	assert_false(acpi_power_read(BASE + SIZE - 10, read_memory, &power));
	assert_false(acpi_power_read(UINT64_MAX, read_memory, &power));
}

static void refuses_wrong_lengths(void **state)
{
	static const uint32_t lengths[] = { 0, 35, 0x2000, 0x100001, UINT32_MAX };
	struct acpi_power power;
	uint8_t types[2];

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		put(RSDT + 4, lengths[i], 4);
		assert_false(acpi_power_read(RSDP, read_memory, &power));
		put(DSDT + 4, lengths[i], 4);
		assert_false(acpi_sleep_types_read(DSDT, read_memory, types));
	}
	make_table(RSDT, "RSDT", 44);
	make_fadt(115);
	assert_false(acpi_power_read(RSDP, read_memory, &power));
}

static void ports_are_ports(void **state)
{
	struct acpi_power power;

	(void)state;
	put(FADT + 64, 0x12340604, 4);
	make_fadt(116);
	assert_true(acpi_power_read(RSDP, read_memory, &power));
	assert_int_equal(power.pm1a_control, 0);
}

static void finds_sleep_types(void **state)
{
	uint8_t types[2];

	(void)state;
	assert_true(acpi_sleep_types_read(DSDT, read_memory, types));
	assert_int_equal(types[0], 5);
	assert_int_equal(types[1], 6);
	make_dsdt("_S5_junk\x08\\_S5_\x12\x06\x02\x01\x00", 19);
	assert_true(acpi_sleep_types_read(DSDT, read_memory, types));
	assert_int_equal(types[0], 1);
	assert_int_equal(types[1], 0);
}

static void refuses_bad_packages(void **state)
{
	static const struct {
		const char *code;
		size_t len;
	} bad[] = {
		{ "", 0 },
		{ "_S5", 3 },
		{ "_S5_", 4 },
		{ "_S5_\x12", 5 },
		{ "_S5_\x12\x06", 6 },
		{ "_S5_\x12\x06\x04", 7 },
		{ "_S5_\x12\x06\x04\x0a", 8 },
		{ "_S5_\x12\x06\x04\x0a\x05", 9 },
		{ "_S5_\x12\x06\x04\x0a\x05\x0a", 10 },
		{ "_S5_\x12\x06\x01\x0a\x05\x0a\x05", 11 }, /* one element */
		{ "_S5_\x12\x06\x04\x0a\x08\x0a\x05", 11 }, /* 8 is no sleep type */
		{ "_S5_\x12\x06\x04\x0b\x05\x00\x05", 11 }, /* a word */
		{ "_S5_\x12\xc6", 6 },			    /* length of four bytes */
		{ "_S4_\x12\x06\x04\x0a\x05\x0a\x05", 11 },
	};
	uint8_t types[2];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		/* At the very end of memory, where a byte too much shows. */
		uint64_t phys = BASE + SIZE - 36 - bad[i].len;

		memcpy(at(phys + 36), bad[i].code, bad[i].len);
		make_table(phys, "DSDT", (uint32_t)(36 + bad[i].len));
		assert_false(acpi_sleep_types_read(phys, read_memory, types));
	}
}

static size_t add_device(uint8_t *to, uint32_t phys, uint8_t irq)
{
	const uint8_t device[] = "\x08_HIDxLNRO0005\0\x08_CRS\x11\x1a\x0a\x17"
				 "\x86\x09\0\x01pppp\0\x02\0\0"
				 "\x89\x06\0\x09\x01i\0\0\0\x79";

	memcpy(to, device, sizeof(device));
	memcpy(to + 28, &phys, 4);
	to[41] = irq;
	return sizeof(device);
}

static void finds_mmio_windows(void **state)
{
	struct ukplat_mmio_device devices[4];
	uint8_t code[512] = { 0 };
	size_t len;

	(void)state;
	len = add_device(code, 0xfeb00e00, 47);
	len += add_device(code + len, 0xfeb00c00, 46);
	make_dsdt(code, len);
	assert_int_equal(acpi_mmio_read(DSDT, read_memory, devices, 4), 2);
	assert_int_equal(devices[0].phys, 0xfeb00e00);
	assert_int_equal(devices[0].size, 512);
	assert_int_equal(devices[0].irq, 47);
	assert_int_equal(devices[1].phys, 0xfeb00c00);
	assert_int_equal(acpi_mmio_read(DSDT, read_memory, devices, 1), 1);
	assert_int_equal(acpi_mmio_read(0, read_memory, devices, 4), 0);
}

/* Cut off anywhere, at the very end of memory: no window, and no byte too much is read. */
static void refuses_windows_cut_off(void **state)
{
	struct ukplat_mmio_device devices[4];
	uint8_t code[128];
	size_t whole = add_device(code, 0xfeb00e00, 47) - 2;

	(void)state;
	for (size_t len = 1; len <= whole; len++) {
		uint64_t phys = BASE + SIZE - 36 - len;

		memcpy(at(phys + 36), code, len);
		make_table(phys, "DSDT", (uint32_t)(36 + len));
		assert_int_equal(acpi_mmio_read(phys, read_memory, devices, 4), len == whole);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_memory, free_memory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_version_1),	       TEST(reads_reduced_by_xsdt),
		TEST(refuses_damaged_tables),  TEST(refuses_wrong_lengths),
		TEST(ports_are_ports),	       TEST(finds_sleep_types),
		TEST(refuses_bad_packages),    TEST(finds_mmio_windows),
		TEST(refuses_windows_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
