/* SPDX-License-Identifier: BSD-3-Clause */
/* PCI against configuration spaces that are sane, empty, and hostile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/pci.h>

#include "fake_alloc.h"
#include "fake_log.h"
#include "fake_pci.h"
#include "fakes.h"

enum { VENDOR = 0x1af4, DRIVEN = 0x1041, BRIDGE = 1, MULTI_FUNCTION = 0x80 };

static char probed[256];
static char removed[16];
static int probe_result;

static int test_probe(struct uk_pci_device *dev)
{
	strcat(probed, dev->name);
	strcat(probed, " ");
	return probe_result;
}

static void test_remove(struct uk_pci_device *dev)
{
	strcpy(removed, dev->name);
}

static const struct uk_pci_driver test_driver = {
	.name = "test",
	.vendor = VENDOR,
	.device_min = DRIVEN,
	.device_max = DRIVEN + 1,
	.probe = test_probe,
	.remove = test_remove,
};
UK_PCI_DRIVER(test_driver);

static int setup(void **state)
{
	(void)state;
	fake_pci_reset();
	fake_cpu_reset();
	fake_msi_left = 8;
	fake_log_count = 0;
	fake_alloc_fail_after = UINT32_MAX;
	probe_result = 0;
	probed[0] = '\0';
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_alloc_fail_after = UINT32_MAX;
	while (uk_pci_get(0))
		uk_pci_remove(uk_pci_get(0));
	return 0;
}

static void add_bridge(uint8_t bus, uint8_t device, uint8_t secondary)
{
	uint8_t *space = fake_pci_add(bus, device, 0, 0x1b36, 1);

	space[UK_PCI_HEADER_TYPE] = BRIDGE;
	space[UK_PCI_SECONDARY_BUS] = secondary;
}

static struct uk_pci_device *only_device(void)
{
	assert_int_equal(uk_pci_scan(), 1);
	return uk_pci_get(0);
}

static void finds_nothing_on_an_empty_bus(void **state)
{
	(void)state;
	assert_int_equal(uk_pci_scan(), 0);
	assert_null(uk_pci_get(0));
}

static void probes_in_the_order_of_addresses_across_bridges(void **state)
{
	(void)state;
	fake_pci_add(0, 31, 0, VENDOR, DRIVEN);
	fake_pci_add(2, 0, 0, VENDOR, DRIVEN);
	fake_pci_add(1, 3, 0, VENDOR, DRIVEN + 1);
	add_bridge(0, 1, 2);
	add_bridge(0, 2, 1);
	assert_int_equal(uk_pci_scan(), 5);
	assert_string_equal(probed, "00:1f.0 01:03.0 02:00.0 ");
}

static void leaves_devices_of_others_alone(void **state)
{
	(void)state;
	fake_pci_add(0, 1, 0, VENDOR, DRIVEN - 1);
	fake_pci_add(0, 2, 0, VENDOR, DRIVEN + 2);
	fake_pci_add(0, 3, 0, VENDOR + 1, DRIVEN);
	assert_int_equal(uk_pci_scan(), 3);
	assert_string_equal(probed, "");
}

static void looks_at_higher_functions_only_where_function_0_has_them(void **state)
{
	(void)state;
	fake_pci_add(0, 1, 0, 1, 1);
	fake_pci_add(0, 1, 1, VENDOR, DRIVEN);
	fake_pci_add(0, 2, 0, 1, 1)[UK_PCI_HEADER_TYPE] = MULTI_FUNCTION;
	fake_pci_add(0, 2, 7, VENDOR, DRIVEN);
	assert_int_equal(uk_pci_scan(), 3);
	assert_string_equal(probed, "00:02.7 ");
}

static void takes_neither_vendor_0_nor_ffff(void **state)
{
	(void)state;
	fake_pci_add(0, 1, 0, 0, DRIVEN);
	fake_pci_add(0, 2, 0, 0xffff, DRIVEN);
	assert_int_equal(uk_pci_scan(), 0);
}

static void does_not_follow_a_bridge_back(void **state)
{
	(void)state;
	add_bridge(0, 1, 1);
	add_bridge(1, 0, 1);
	fake_pci_add(1, 1, 0, VENDOR, DRIVEN);
	assert_int_equal(uk_pci_scan(), 3);
	assert_string_equal(probed, "01:01.0 ");
	assert_int_equal(fake_log_count, 1);
}

static void does_not_scan_behind_an_unconfigured_bridge(void **state)
{
	(void)state;
	add_bridge(0, 1, 0);
	fake_pci_add(1, 1, 0, VENDOR, DRIVEN);
	assert_int_equal(uk_pci_scan(), 1);
	assert_int_equal(fake_log_count, 0);
}

static void stops_at_a_machine_that_answers_everywhere(void **state)
{
	(void)state;
	fake_pci_everywhere = true;
	fake_pci_add(0, 0, 0, 1, 1)[UK_PCI_HEADER_TYPE] = MULTI_FUNCTION;
	assert_int_equal(uk_pci_scan(), CONFIG_LIB_PCI_DEVICES);
	assert_int_equal(fake_log_count, 1);
}

static void reports_too_little_memory(void **state)
{
	(void)state;
	fake_pci_add(0, 1, 0, 1, 1);
	fake_alloc_fail_after = 0;
	assert_int_equal(uk_pci_scan(), -ENOMEM);
}

static void reads_what_identifies_a_function(void **state)
{
	uint8_t *space = fake_pci_add(0, 1, 0, VENDOR, DRIVEN);
	struct uk_pci_device *dev;

	(void)state;
	fake_pci_set32(space, UK_PCI_REVISION, 0x02000007);
	fake_pci_set16(space, UK_PCI_SUBSYSTEM_VENDOR, 0x1234);
	fake_pci_set16(space, UK_PCI_SUBSYSTEM, 0x5678);
	dev = only_device();
	assert_int_equal(dev->class_code, 0x020000);
	assert_int_equal(dev->revision, 7);
	assert_int_equal(dev->subsystem_vendor, 0x1234);
	assert_int_equal(dev->subsystem, 0x5678);
	assert_ptr_equal(dev->driver, &test_driver);
}

static void forgets_a_driver_whose_probe_failed(void **state)
{
	(void)state;
	fake_pci_add(0, 1, 0, VENDOR, DRIVEN);
	probe_result = -EIO;
	removed[0] = '\0';
	assert_null(only_device()->driver);
	uk_pci_remove(uk_pci_get(0));
	assert_string_equal(removed, "");
}

static void removes_through_the_driver(void **state)
{
	(void)state;
	fake_pci_add(0, 1, 0, VENDOR, DRIVEN);
	uk_pci_remove(only_device());
	assert_string_equal(removed, "00:01.0");
	assert_null(uk_pci_get(0));
}

static uint8_t *with_capabilities(void)
{
	uint8_t *space = fake_pci_add(0, 1, 0, VENDOR, DRIVEN);

	fake_pci_set16(space, UK_PCI_STATUS, 1 << 4);
	space[UK_PCI_CAPABILITIES] = 0x40;
	return space;
}

static void walks_capabilities_of_one_id(void **state)
{
	uint8_t *space = with_capabilities();
	struct uk_pci_walk walk = { 0 };
	struct uk_pci_device *dev;

	(void)state;
	memcpy(space + 0x40, "\x09\x50", 2);
	memcpy(space + 0x50, "\x11\x63", 2); /* reserved low bits */
	memcpy(space + 0x60, "\x09\x00", 2);
	dev = only_device();
	assert_int_equal(uk_pci_next_capability(dev, &walk, 9), 0x40);
	assert_int_equal(uk_pci_next_capability(dev, &walk, 9), 0x60);
	assert_int_equal(uk_pci_next_capability(dev, &walk, 9), 0);
}

static void has_no_capabilities_without_the_status_bit(void **state)
{
	uint8_t *space = with_capabilities();
	struct uk_pci_walk walk = { 0 };

	(void)state;
	space[0x40] = 9;
	fake_pci_set16(space, UK_PCI_STATUS, 0);
	assert_int_equal(uk_pci_next_capability(only_device(), &walk, 9), 0);
}

static void ends_a_capability_list_that_loops(void **state)
{
	uint8_t *space = with_capabilities();
	struct uk_pci_walk walk = { 0 };
	struct uk_pci_device *dev;

	(void)state;
	memcpy(space + 0x40, "\x09\x50", 2);
	memcpy(space + 0x50, "\x09\x40", 2);
	dev = only_device();
	assert_int_equal(uk_pci_next_capability(dev, &walk, 9), 0x40);
	assert_int_equal(uk_pci_next_capability(dev, &walk, 9), 0x50);
	assert_int_equal(uk_pci_next_capability(dev, &walk, 9), 0);
}

static void ends_a_capability_list_that_points_into_the_header(void **state)
{
	uint8_t *space = with_capabilities();
	struct uk_pci_walk walk = { 0 };

	(void)state;
	memcpy(space + 0x40, "\x01\x3c", 2);
	space[0x3c] = 9;
	assert_int_equal(uk_pci_next_capability(only_device(), &walk, 9), 0);
}

static uint8_t bar_memory[8192];

/* BAR @bar at 0xe0000000, 8 KiB, with @flags. */
static uint8_t *with_bar(unsigned int bar, uint32_t flags)
{
	uint8_t *space = fake_pci_add(0, 1, 0, VENDOR, DRIVEN);

	fake_pci_set32(space, UK_PCI_BAR0 + 4 * bar, 0xe0000000 | flags);
	fake_pci_bar_mask(0, 1, 0, bar, ~(uint32_t)(sizeof(bar_memory) - 1));
	fake_pci_memory(0xe0000000, bar_memory, sizeof(bar_memory));
	return space;
}

static void maps_what_lies_in_a_bar(void **state)
{
	uint8_t *space = with_bar(1, 0);
	struct uk_pci_device *dev = only_device();
	void *mapped;

	(void)state;
	uk_pci_enable(dev);
	assert_int_equal(uk_pci_map(dev, 1, 0x1000, 0x1000, &mapped), 0);
	assert_ptr_equal(mapped, bar_memory + 0x1000);
	assert_int_equal(uk_pci_map(dev, 1, 0x1000, 0x1001, &mapped), -EINVAL);
	assert_int_equal(uk_pci_map(dev, 1, 0x2000, 1, &mapped), -EINVAL);
	assert_int_equal(uk_pci_map(dev, 1, 0, 0x2001, &mapped), -EINVAL);
	assert_int_equal(uk_pci_map(dev, 1, UINT64_MAX, 2, &mapped), -EINVAL);
	assert_int_equal(uk_pci_map(dev, 1, 0, 0, &mapped), -EINVAL);
	assert_int_equal(space[UK_PCI_BAR0 + 7], 0xe0);
	assert_false(fake_pci_decoded_while_sizing);
	assert_int_equal(space[UK_PCI_COMMAND], UK_PCI_COMMAND_MEMORY | UK_PCI_COMMAND_MASTER);
}

static void maps_a_64_bit_bar(void **state)
{
	uint8_t *space = with_bar(2, 4);
	void *mapped;

	(void)state;
	fake_pci_set32(space, UK_PCI_BAR0 + 4 * 3, 0x12);
	fake_pci_bar_mask(0, 1, 0, 3, UINT32_MAX);
	fake_pci_memory(0x12e0000000, bar_memory, sizeof(bar_memory));
	assert_int_equal(uk_pci_map(only_device(), 2, 0, 0x2000, &mapped), 0);
	assert_int_equal(fake_pci_mapped_end, 0x12e0002000);
}

static void refuses_bars_that_hold_no_memory(void **state)
{
	struct uk_pci_device *dev;
	void *mapped;

	(void)state;
	with_bar(0, 1);
	fake_pci_set32(fake_pci_space(0, 1, 0), UK_PCI_BAR0 + 4 * 5,
		       0xe0000004); /* 64 bits of 32 */
	fake_pci_bar_mask(0, 1, 0, 5, ~0xfffU);
	dev = only_device();
	assert_int_equal(uk_pci_map(dev, 0, 0, 1, &mapped), -EINVAL);
	assert_int_equal(uk_pci_map(dev, 1, 0, 1, &mapped), -EINVAL); /* not there */
	assert_int_equal(uk_pci_map(dev, 5, 0, 1, &mapped), -EINVAL);
	assert_int_equal(uk_pci_map(dev, 6, 0, 1, &mapped), -EINVAL);
	assert_int_equal(uk_pci_map(dev, 255, 0, 1, &mapped), -EINVAL);
}

static void refuses_a_bar_without_an_address(void **state)
{
	uint8_t *space = with_bar(0, 0);
	void *mapped;

	(void)state;
	fake_pci_set32(space, UK_PCI_BAR0, 0);
	assert_int_equal(uk_pci_map(only_device(), 0, 0, 1, &mapped), -ENXIO);
}

static void refuses_a_bar_that_wraps(void **state)
{
	uint8_t *space = with_bar(0, 4);
	void *mapped;

	(void)state;
	fake_pci_set32(space, UK_PCI_BAR0, 0xfffff004);
	fake_pci_set32(space, UK_PCI_BAR0 + 4, UINT32_MAX);
	fake_pci_bar_mask(0, 1, 0, 1, UINT32_MAX);
	assert_int_equal(uk_pci_map(only_device(), 0, 0x1800, 0x10, &mapped), -EINVAL);
}

static void reports_what_the_platform_does_not_map(void **state)
{
	void *mapped;

	(void)state;
	fake_pci_set32(with_bar(0, 0), UK_PCI_BAR0, 0xd0000000);
	assert_int_equal(uk_pci_map(only_device(), 0, 0, 1, &mapped), -ENOMEM);
}

static uint8_t *with_msix(unsigned int vectors, uint32_t table)
{
	uint8_t *space = with_bar(1, 0);

	fake_pci_set16(space, UK_PCI_STATUS, 1 << 4);
	space[UK_PCI_CAPABILITIES] = 0x40;
	space[0x40] = UK_PCI_CAPABILITY_MSIX;
	fake_pci_set16(space, 0x42, (uint16_t)(vectors - 1));
	fake_pci_set32(space, 0x44, table);
	memset(bar_memory, 0xff, sizeof(bar_memory));
	return space;
}

static uint32_t entry_word(unsigned int entry, unsigned int word)
{
	uint32_t value;

	memcpy(&value, bar_memory + 0x1000 + entry * 16 + word * 4, 4);
	return value;
}

static void gives_vectors_and_writes_their_messages(void **state)
{
	uint8_t *space = with_msix(3, 0x1000 | 1);
	struct uk_pci_device *dev = only_device();

	(void)state;
	assert_int_equal(uk_pci_msix_start(dev, 2), 2);
	assert_int_equal(uk_pci_vector_irq(dev, 1), FAKE_FIRST_MSI + 1);
	for (unsigned int i = 0; i < 2; i++) {
		assert_int_equal(entry_word(i, 0), 0xfee00000);
		assert_int_equal(entry_word(i, 1), 0);
		assert_int_equal(entry_word(i, 2), FAKE_FIRST_MSI + i);
		assert_int_equal(entry_word(i, 3), 0);
	}
	assert_int_equal(entry_word(2, 3), UINT32_MAX);
	assert_int_equal(space[0x43], 0x80);
	assert_int_equal(space[UK_PCI_COMMAND + 1], UK_PCI_COMMAND_NO_INTX >> 8);
	uk_pci_msix_stop(dev);
	assert_int_equal(space[0x43], 0);
	assert_int_equal(space[UK_PCI_COMMAND + 1], 0);
	assert_int_equal(uk_pci_msix_start(dev, 3), 3);
	assert_int_equal(uk_pci_vector_irq(dev, 2), FAKE_FIRST_MSI + 2);
}

static void gives_no_more_vectors_than_device_and_platform_have(void **state)
{
	struct uk_pci_device *dev;

	(void)state;
	with_msix(2, 0x1000 | 1);
	dev = only_device();
	assert_int_equal(uk_pci_msix_start(dev, 5), 2);
	assert_int_equal(fake_msi_left, 6);
}

static void gives_what_the_platform_has_left(void **state)
{
	(void)state;
	with_msix(8, 0x1000 | 1);
	fake_msi_left = 3;
	assert_int_equal(uk_pci_msix_start(only_device(), 8), 3);
}

static void refuses_msix_without_capability_vector_or_table(void **state)
{
	uint8_t *space = with_msix(8, 0x1ff8 | 1);
	struct uk_pci_device *dev = only_device();

	(void)state;
	assert_int_equal(uk_pci_msix_start(dev, 1), -EINVAL); /* half an entry in the BAR */
	fake_pci_set32(space, 0x44, 0x1000 | 7);
	assert_int_equal(uk_pci_msix_start(dev, 1), -EINVAL); /* no such BAR */
	fake_pci_set32(space, 0x44, 0x1000 | 1);
	fake_msi_left = 0;
	assert_int_equal(uk_pci_msix_start(dev, 1), -ENOSPC);
	space[0x40] = 0;
	assert_int_equal(uk_pci_msix_start(dev, 1), -ENOTSUP);
	assert_int_equal(space[UK_PCI_COMMAND + 1], 0);
}

static void knows_the_line(void **state)
{
	uint8_t *space = fake_pci_add(0, 1, 0, VENDOR, DRIVEN);
	struct uk_pci_device *dev = only_device();

	(void)state;
	space[UK_PCI_INTERRUPT_LINE] = 11;
	assert_int_equal(uk_pci_line_irq(dev), -ENODEV);
	space[UK_PCI_INTERRUPT_PIN] = 1;
	assert_int_equal(uk_pci_line_irq(dev), 11);
	space[UK_PCI_INTERRUPT_LINE] = 0xff;
	assert_int_equal(uk_pci_line_irq(dev), -ENODEV);
	space[UK_PCI_INTERRUPT_LINE] = 0;
	assert_int_equal(uk_pci_line_irq(dev), -ENODEV);
}

/* Random bytes everywhere: whatever they mean, it ends and stays in bounds. */
static void survives_random_configuration_spaces(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (unsigned int round = 0; round < 300; round++) {
		fake_pci_reset();
		for (unsigned int bus = 0; bus < FAKE_PCI_BUSES; bus++) {
			uint8_t *space = fake_pci_space((uint8_t)bus, 0, 0);

			for (unsigned int i = 0; i < 3 * 8 * 256; i++) {
				seed = seed * 1664525 + 1013904223;
				space[i] = (uint8_t)(seed >> 24);
			}
		}
		uk_pci_scan();
		for (unsigned int i = 0; uk_pci_get(i); i++) {
			struct uk_pci_walk walk = { 0 };
			unsigned int steps = 0;
			void *mapped;

			while (uk_pci_next_capability(uk_pci_get(i), &walk, (uint8_t)i))
				assert_true(steps++ < 48);
			uk_pci_msix_start(uk_pci_get(i), 2);
			uk_pci_map(uk_pci_get(i), i % 7, seed, seed >> 16, &mapped);
		}
		teardown(NULL);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(finds_nothing_on_an_empty_bus),
		TEST(probes_in_the_order_of_addresses_across_bridges),
		TEST(leaves_devices_of_others_alone),
		TEST(looks_at_higher_functions_only_where_function_0_has_them),
		TEST(takes_neither_vendor_0_nor_ffff),
		TEST(does_not_follow_a_bridge_back),
		TEST(does_not_scan_behind_an_unconfigured_bridge),
		TEST(stops_at_a_machine_that_answers_everywhere),
		TEST(reports_too_little_memory),
		TEST(reads_what_identifies_a_function),
		TEST(forgets_a_driver_whose_probe_failed),
		TEST(removes_through_the_driver),
		TEST(walks_capabilities_of_one_id),
		TEST(has_no_capabilities_without_the_status_bit),
		TEST(ends_a_capability_list_that_loops),
		TEST(ends_a_capability_list_that_points_into_the_header),
		TEST(maps_what_lies_in_a_bar),
		TEST(maps_a_64_bit_bar),
		TEST(refuses_bars_that_hold_no_memory),
		TEST(refuses_a_bar_without_an_address),
		TEST(refuses_a_bar_that_wraps),
		TEST(reports_what_the_platform_does_not_map),
		TEST(gives_vectors_and_writes_their_messages),
		TEST(gives_no_more_vectors_than_device_and_platform_have),
		TEST(gives_what_the_platform_has_left),
		TEST(refuses_msix_without_capability_vector_or_table),
		TEST(knows_the_line),
		TEST(survives_random_configuration_spaces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
