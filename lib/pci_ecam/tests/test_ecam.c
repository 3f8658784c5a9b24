/* SPDX-License-Identifier: BSD-3-Clause */
/* Host bridges of device trees: configuration space, windows, lines; and bridges that make no sense. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/pci.h>

#include "fake_alloc.h"
#include "fake_log.h"
#include "fake_pci.h"
#include "fake_tree.h"
#include "fakes.h"

enum { VENDOR = 0x1af4, DEVICE = 0x1041, BUS_SIZE = 1 << 20, FIRST_BUS = 3 };
enum { MEMORY_32 = 0x02000000, MEMORY_64 = 0x03000000, IO = 0x01000000, PREFETCHABLE = 0x40000000 };

/* Configuration space of two buses: all ones where there is nothing. */
static uint8_t space[2 * BUS_SIZE];
static const uint64_t space_phys = 0x4010000000;

UK_TABLE_DECLARE(init_bus);

/* The library's own init function; lib/pci has another one, for the platform's bridge. */
static int init_ecam(void)
{
	uk_table_for_each (slot, init_bus) {
		const struct uk_init *init = *slot;

		if (strcmp(init->name, "pci_ecam_init") == 0)
			return init->run();
	}
	return -ENOENT;
}

static int setup(void **state)
{
	(void)state;
	fake_pci_reset();
	fake_pci_memory(space_phys, space, sizeof(space));
	memset(space, 0xff, sizeof(space));
	fake_log_count = 0;
	fake_alloc_fail_after = UINT32_MAX;
	return 0;
}

static int teardown(void **state)
{
	struct uk_pci_host *host = uk_pci_get(0) ? uk_pci_get(0)->host : NULL;

	(void)state;
	while (uk_pci_get(0))
		uk_pci_remove(uk_pci_get(0));
	/* A bridge with functions stays for good; its host is its first member. */
	uk_free(host);
	return 0;
}

static uint8_t *add_function(unsigned int bus, unsigned int device, unsigned int function)
{
	uint8_t *at = space + bus * BUS_SIZE + (device << 15) + (function << 12);

	memset(at, 0, 4096);
	fake_pci_set16(at, UK_PCI_VENDOR, VENDOR);
	fake_pci_set16(at, UK_PCI_DEVICE, DEVICE);
	return at;
}

static void begin_tree(void)
{
	fake_tree_start();
	fake_tree_begin("");
	fake_tree_cells("#address-cells", 1, 2);
	fake_tree_cells("#size-cells", 1, 2);
	fake_tree_begin("intc");
	fake_tree_cells("phandle", 1, 9);
	fake_tree_cells("#address-cells", 1, 2);
	fake_tree_cells("#interrupt-cells", 1, 3);
	fake_tree_end();
	fake_tree_begin("timer");
	fake_tree_cells("phandle", 1, 8);
	fake_tree_cells("#interrupt-cells", 1, 99);
	fake_tree_end();
	fake_tree_begin("pcie");
	fake_tree_text("compatible", "pci-host-ecam-generic");
	fake_tree_cells("#size-cells", 1, 2);
}

static void add_reg(void)
{
	fake_tree_cells("#address-cells", 1, 3);
	fake_tree_cells("reg", 4, 0x40, 0x10000000, 0, 2 * BUS_SIZE);
}

static int init_with_tree(void)
{
	fake_tree_end();
	fake_boot_info.device_tree = fake_tree_finish();
	return init_ecam();
}

static void finds_functions_from_the_first_bus_on(void **state)
{
	(void)state;
	add_function(0, 1, 0)[UK_PCI_HEADER_TYPE] = 0x80;
	add_function(0, 1, 7);
	begin_tree();
	add_reg();
	fake_tree_cells("bus-range", 2, FIRST_BUS, 255);
	assert_int_equal(init_with_tree(), 0);
	assert_string_equal(uk_pci_get(0)->name, "03:01.0");
	assert_string_equal(uk_pci_get(1)->name, "03:01.7");
	assert_null(uk_pci_get(2));
	assert_int_equal(fake_log_count, 0);
}

static void reads_and_writes_every_width(void **state)
{
	uint8_t *at = add_function(0, 0, 0);
	const struct uk_pci_device *dev;

	(void)state;
	begin_tree();
	add_reg();
	assert_int_equal(init_with_tree(), 0);
	dev = uk_pci_get(0);
	fake_pci_set32(at, 0x40, 0x44332211);
	assert_int_equal(uk_pci_read8(dev, 0x41), 0x22);
	assert_int_equal(uk_pci_read16(dev, 0x42), 0x4433);
	assert_int_equal(uk_pci_read32(dev, 0x40), 0x44332211);
	uk_pci_write16(dev, 0x42, 0xabcd);
	assert_int_equal(uk_pci_read32(dev, 0x40), 0xabcd2211);
	uk_pci_write32(dev, 0xffc, 0x12345678);
	assert_int_equal(uk_pci_read32(dev, 0xffc), 0x12345678);
	/* Behind the space of a function, and on a bus that is not there. */
	assert_int_equal(uk_pci_read8(dev, 4096), 0xff);
	uk_pci_write32(dev, 4096, 0);
	assert_int_equal(space[4096], 0xff);
	assert_int_equal(dev->host->read(dev->host, (struct ukplat_pci_address){ 2, 0, 0 }, 0, 4),
			 UINT32_MAX);
}

static void takes_memory_ranges_that_do_not_translate(void **state)
{
	const struct uk_pci_host *host;

	(void)state;
	add_function(0, 0, 0);
	begin_tree();
	add_reg();
	fake_tree_cells("ranges", 6 * 7 + 3,
			/* taken */
			MEMORY_32, 0, 0x10000000, 0, 0x10000000, 0, 0x1000000,
			/* ports, translated, prefetchable, around the end */
			IO, 0, 0x20000000, 0, 0x20000000, 0, 0x1000, MEMORY_32, 0, 0, 0, 0x30000000,
			0, 0x1000, MEMORY_64 | PREFETCHABLE, 1, 0, 1, 0, 0, 0x1000, MEMORY_64, -1,
			-1, -1, -1, 0, 2,
			/* taken */
			MEMORY_64, 0x80, 0, 0x80, 0, 0x80, 0,
			/* cut off */
			MEMORY_64, 0, 0);
	assert_int_equal(init_with_tree(), 0);
	host = uk_pci_get(0)->host;
	assert_int_equal(host->window_count, 2);
	assert_int_equal(host->windows[0].phys, 0x10000000);
	assert_int_equal(host->windows[0].size, 0x1000000);
	assert_int_equal(host->windows[1].phys, UINT64_C(0x8000000000));
	assert_int_equal(host->windows[1].size, UINT64_C(0x8000000000));
}

#define ENTRY(device, pin, controller, number) \
	(device) << 11, 0, 0, pin, controller, 0, 0, 0, number, 4

/* Line of pin @pin of device @device on bus @bus. */
static int line(unsigned int bus, unsigned int device, unsigned int pin)
{
	const struct uk_pci_host *host = uk_pci_get(0)->host;

	return host->line(host, (struct ukplat_pci_address){ (uint8_t)bus, (uint8_t)device, 0 },
			  pin);
}

static void finds_lines_by_the_map(void **state)
{
	(void)state;
	add_function(0, 0, 0);
	begin_tree();
	add_reg();
	fake_tree_cells("interrupt-map-mask", 4, 0x1800, 0, 0, 7);
	fake_tree_cells("interrupt-map", 30, ENTRY(0, 1, 9, 3), ENTRY(1, 1, 9, 4),
			ENTRY(1, 2, 9, 5));
	assert_int_equal(init_with_tree(), 0);
	assert_int_equal(line(0, 0, 1), 35);
	assert_int_equal(line(0, 1, 1), 36);
	assert_int_equal(line(0, 1, 2), 37);
	/* Every fourth device has the same lines. */
	assert_int_equal(line(0, 5, 2), 37);
	assert_int_equal(line(0, 2, 1), -ENODEV);
	assert_int_equal(line(0, 0, 2), -ENODEV);
	assert_int_equal(line(1, 0, 1), -ENODEV);
}

static void without_a_mask_all_must_match(void **state)
{
	(void)state;
	add_function(0, 0, 0);
	begin_tree();
	add_reg();
	fake_tree_cells("interrupt-map", 10, ENTRY(1, 1, 9, 4));
	assert_int_equal(init_with_tree(), 0);
	assert_int_equal(line(0, 1, 1), 36);
	assert_int_equal(line(0, 5, 1), -ENODEV);
}

static void maps_that_make_no_sense_have_no_lines(void **state)
{
	/* Controllers: 0 is none, 7 does not exist, 8 claims absurd interrupts; then an entry that is cut off. */
	static const uint32_t controllers[] = { 0, 7, 8, 9 };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		add_function(0, 0, 0);
		begin_tree();
		add_reg();
		fake_tree_cells("interrupt-map", controllers[i] == 9 ? 9 : 10,
				ENTRY(0, 1, controllers[i], 4));
		assert_int_equal(init_with_tree(), 0);
		assert_int_equal(line(0, 0, 1), -ENODEV);
		teardown(state);
	}
	add_function(0, 0, 0);
	begin_tree();
	add_reg();
	assert_int_equal(init_with_tree(), 0);
	assert_int_equal(line(0, 0, 1), -ENODEV);
}

static void bridges_that_make_no_sense_are_left_out_with_a_line(void **state)
{
	(void)state;
	add_function(0, 0, 0);
	begin_tree();
	assert_int_equal(init_with_tree(), 0);
	begin_tree();
	fake_tree_cells("#address-cells", 1, 3);
	fake_tree_cells("reg", 4, 0x40, 0x10000000, 0, BUS_SIZE - 1);
	assert_int_equal(init_with_tree(), 0);
	begin_tree();
	add_reg();
	fake_tree_cells("bus-range", 2, 2, 1);
	assert_int_equal(init_with_tree(), 0);
	begin_tree();
	add_reg();
	fake_tree_cells("bus-range", 2, 0, 256);
	assert_int_equal(init_with_tree(), 0);
	assert_null(uk_pci_get(0));
	assert_int_equal(fake_log_count, 4);
}

static void space_that_cannot_be_mapped_is_empty(void **state)
{
	(void)state;
	fake_pci_reset();
	begin_tree();
	add_reg();
	assert_int_equal(init_with_tree(), 0);
	assert_null(uk_pci_get(0));
}

static void reports_too_little_memory(void **state)
{
	(void)state;
	begin_tree();
	add_reg();
	fake_alloc_fail_after = 0;
	assert_int_equal(init_with_tree(), -ENOMEM);
}

static void a_machine_without_a_tree_has_no_bridge(void **state)
{
	(void)state;
	fake_boot_info.device_tree = NULL;
	assert_int_equal(init_ecam(), 0);
	assert_null(uk_pci_get(0));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(finds_functions_from_the_first_bus_on),
		TEST(reads_and_writes_every_width),
		TEST(takes_memory_ranges_that_do_not_translate),
		TEST(finds_lines_by_the_map),
		TEST(without_a_mask_all_must_match),
		TEST(maps_that_make_no_sense_have_no_lines),
		TEST(bridges_that_make_no_sense_are_left_out_with_a_line),
		TEST(space_that_cannot_be_mapped_is_empty),
		TEST(reports_too_little_memory),
		TEST(a_machine_without_a_tree_has_no_bridge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
