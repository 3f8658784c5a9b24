/* SPDX-License-Identifier: BSD-3-Clause */
/* A host bridge without firmware: addresses for BARs, and lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/pci.h>

#include "fake_log.h"
#include "fake_pci.h"

enum {
	VENDOR = 0x1af4,
	DEVICE = 0x1041,
	BAR_64BIT = 4,
	WINDOW = 0x10000000,
	WINDOW_SIZE = 0x10000,
	LINE = 35,
};

#define HIGH_WINDOW UINT64_C(0x8000000000)

static struct uk_pci_host host;
static unsigned int asked_pin;

static uint32_t host_read(const struct uk_pci_host *which, struct ukplat_pci_address address,
			  unsigned int offset, unsigned int width)
{
	assert_ptr_equal(which, &host);
	return ukplat_pci_read(address, offset, width);
}

static void host_write(const struct uk_pci_host *which, struct ukplat_pci_address address,
		       unsigned int offset, unsigned int width, uint32_t value)
{
	assert_ptr_equal(which, &host);
	ukplat_pci_write(address, offset, width, value);
}

static int host_line(const struct uk_pci_host *which, struct ukplat_pci_address address,
		     unsigned int pin)
{
	assert_ptr_equal(which, &host);
	asked_pin = pin;
	return address.device == 1 ? LINE : -ENODEV;
}

static int setup(void **state)
{
	(void)state;
	fake_pci_reset();
	fake_log_count = 0;
	asked_pin = 0;
	host = (struct uk_pci_host){
		.read = host_read,
		.write = host_write,
		.line = host_line,
		.windows = { { .phys = WINDOW, .size = WINDOW_SIZE },
			     { .phys = HIGH_WINDOW, .size = UINT64_C(1) << 32 } },
		.window_count = 2,
	};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	while (uk_pci_get(0))
		uk_pci_remove(uk_pci_get(0));
	return 0;
}

static void add_bar(uint8_t device, unsigned int index, uint32_t value, uint32_t size)
{
	fake_pci_set32(fake_pci_space(0, device, 0), UK_PCI_BAR0 + index * 4, value);
	fake_pci_bar_mask(0, device, 0, index, ~(size - 1));
}

static uint32_t bar(uint8_t device, unsigned int index)
{
	return ukplat_pci_read((struct ukplat_pci_address){ 0, device, 0 }, UK_PCI_BAR0 + index * 4,
			       4);
}

static void add_device(uint8_t device)
{
	fake_pci_add(0, device, 0, VENDOR, DEVICE);
}

static void gives_aligned_addresses_in_order(void **state)
{
	(void)state;
	add_device(1);
	add_bar(1, 0, 0, 0x100);
	add_bar(1, 1, 0, 0x4000);
	add_device(2);
	add_bar(2, 0, 0, 0x1000);
	assert_int_equal(uk_pci_host_scan(&host), 2);
	assert_int_equal(bar(1, 0), WINDOW);
	assert_int_equal(bar(1, 1), WINDOW + 0x4000);
	assert_int_equal(bar(2, 0), WINDOW + 0x8000);
	assert_int_equal(uk_pci_get(1)->bars[0].phys, WINDOW + 0x8000);
	assert_false(fake_pci_decoded_while_sizing);
	assert_int_equal(fake_log_count, 0);
}

static void takes_both_halves_of_a_wide_bar_as_one(void **state)
{
	(void)state;
	add_device(1);
	add_bar(1, 0, BAR_64BIT, 0x1000);
	fake_pci_bar_mask(0, 1, 0, 1, UINT32_MAX);
	add_bar(1, 2, 0, 0x1000);
	assert_int_equal(uk_pci_host_scan(&host), 1);
	assert_int_equal(bar(1, 0), WINDOW | BAR_64BIT);
	assert_int_equal(bar(1, 1), 0);
	assert_int_equal(bar(1, 2), WINDOW + 0x1000);
}

static void wide_bars_go_above_4_gib_when_there_is_no_room_below(void **state)
{
	(void)state;
	add_device(1);
	add_bar(1, 0, BAR_64BIT, 0x20000);
	fake_pci_bar_mask(0, 1, 0, 1, UINT32_MAX);
	assert_int_equal(uk_pci_host_scan(&host), 1);
	assert_int_equal(bar(1, 0), BAR_64BIT);
	assert_int_equal(bar(1, 1), HIGH_WINDOW >> 32);
	assert_int_equal(uk_pci_get(0)->bars[0].phys, HIGH_WINDOW);
}

static void narrow_bars_stay_below_4_gib_and_are_told(void **state)
{
	void *mapped;

	(void)state;
	add_device(1);
	add_bar(1, 0, 0, 0x20000);
	add_bar(1, 1, 0, 0x1000);
	assert_int_equal(uk_pci_host_scan(&host), 1);
	assert_int_equal(bar(1, 0), 0);
	assert_int_equal(bar(1, 1), WINDOW);
	assert_int_equal(fake_log_count, 1);
	assert_int_equal(uk_pci_map(uk_pci_get(0), 0, 0, 16, &mapped), -ENXIO);
}

static void keeps_what_has_an_address_and_stays_clear_of_it(void **state)
{
	(void)state;
	add_device(1);
	add_bar(1, 0, 0, 0x1000);
	add_device(2);
	add_bar(2, 0, WINDOW + 0x1000, 0x1000);
	assert_int_equal(uk_pci_host_scan(&host), 2);
	assert_int_equal(bar(2, 0), WINDOW + 0x1000);
	assert_int_equal(bar(1, 0), WINDOW + 0x2000);
}

static void registers_of_bridges_are_no_bars(void **state)
{
	uint8_t *space = fake_pci_add(0, 1, 0, VENDOR, DEVICE);

	(void)state;
	space[UK_PCI_HEADER_TYPE] = 1;
	fake_pci_set32(space, UK_PCI_REVISION, 0x06040000);
	add_bar(1, 3, 0, 0x1000);
	assert_int_equal(uk_pci_host_scan(&host), 1);
	assert_int_equal(bar(1, 3), 0);
}

static void a_hostile_size_ends(void **state)
{
	(void)state;
	add_device(1);
	add_bar(1, 0, BAR_64BIT, 0);
	fake_pci_bar_mask(0, 1, 0, 1, 0x80000000);
	add_bar(1, 5, BAR_64BIT, 0x1000);
	assert_int_equal(uk_pci_host_scan(&host), 1);
	assert_int_equal(uk_pci_get(0)->bars[0].phys, 0);
	assert_int_equal(bar(1, 5), BAR_64BIT);
	assert_int_equal(fake_log_count, 1);
}

static void without_windows_nothing_is_touched(void **state)
{
	(void)state;
	host.window_count = 0;
	add_device(1);
	add_bar(1, 0, 0, 0x1000);
	assert_int_equal(uk_pci_host_scan(&host), 1);
	assert_int_equal(bar(1, 0), 0);
	assert_int_equal(uk_pci_get(0)->bars[0].size, 0);
}

static void starts_at_the_bridges_first_bus(void **state)
{
	(void)state;
	host.first_bus = 2;
	add_device(1);
	fake_pci_add(2, 3, 0, VENDOR, DEVICE);
	assert_int_equal(uk_pci_host_scan(&host), 1);
	assert_string_equal(uk_pci_get(0)->name, "02:03.0");
}

static void the_bridge_says_which_line_a_pin_is(void **state)
{
	(void)state;
	add_device(1);
	fake_pci_space(0, 1, 0)[UK_PCI_INTERRUPT_PIN] = 3;
	fake_pci_space(0, 1, 0)[UK_PCI_INTERRUPT_LINE] = 11;
	add_device(2);
	fake_pci_space(0, 2, 0)[UK_PCI_INTERRUPT_PIN] = 1;
	add_device(3);
	add_device(4);
	fake_pci_space(0, 4, 0)[UK_PCI_INTERRUPT_PIN] = 5;
	assert_int_equal(uk_pci_host_scan(&host), 4);
	assert_int_equal(uk_pci_line_irq(uk_pci_get(0)), LINE);
	assert_int_equal(asked_pin, 3);
	assert_int_equal(uk_pci_line_irq(uk_pci_get(1)), -ENODEV);
	assert_int_equal(asked_pin, 1);
	asked_pin = 0;
	assert_int_equal(uk_pci_line_irq(uk_pci_get(2)), -ENODEV);
	assert_int_equal(uk_pci_line_irq(uk_pci_get(3)), -ENODEV);
	assert_int_equal(asked_pin, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(gives_aligned_addresses_in_order),
		TEST(takes_both_halves_of_a_wide_bar_as_one),
		TEST(wide_bars_go_above_4_gib_when_there_is_no_room_below),
		TEST(narrow_bars_stay_below_4_gib_and_are_told),
		TEST(keeps_what_has_an_address_and_stays_clear_of_it),
		TEST(registers_of_bridges_are_no_bars),
		TEST(a_hostile_size_ends),
		TEST(without_windows_nothing_is_touched),
		TEST(starts_at_the_bridges_first_bus),
		TEST(the_bridge_says_which_line_a_pin_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
