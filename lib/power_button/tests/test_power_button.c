/* SPDX-License-Identifier: BSD-3-Clause */
/* The button of a device tree, with memory for its controller's registers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/init.h>

#include "fake_pci.h"
#include "fake_tree.h"
#include "fakes.h"

enum { PIN = 3, PIN_BIT = 1 << PIN, IRQ = 39, KEY_POWER = 116, OTHER_KEY = 28 };
enum {
	DIRECTION = 0x400,
	SENSE = 0x404,
	BOTH = 0x408,
	EVENT = 0x40c,
	MASK = 0x410,
	STATUS = 0x418,
	CLEAR = 0x41c
};

static uint8_t registers[0x1000] __attribute__((aligned(8)));
static const uint64_t registers_phys = 0x9030000;
static unsigned int stops;

void uk_boot_stop_requested(void)
{
	stops++;
}

UK_TABLE_DECLARE(init_driver);

static void init_button(void)
{
	uk_table_for_each (slot, init_driver) {
		const struct uk_init *init = *slot;

		assert_int_equal(init->run(), 0);
	}
}

static uint32_t get(unsigned int offset)
{
	uint32_t value;

	memcpy(&value, registers + offset, 4);
	return value;
}

static void set(unsigned int offset, uint32_t value)
{
	memcpy(registers + offset, &value, 4);
}

static int setup(void **state)
{
	(void)state;
	fake_cpu_reset();
	fake_pci_reset();
	fake_pci_memory(registers_phys, registers, sizeof(registers));
	memset(registers, 0xff, sizeof(registers));
	stops = 0;
	return 0;
}

/* A tree with one key; @controller is its GPIO controller's kind. */
static void tree(uint32_t code, uint32_t pin, const char *controller)
{
	fake_tree_start();
	fake_tree_begin("");
	fake_tree_cells("#address-cells", 1, 2);
	fake_tree_cells("#size-cells", 1, 2);
	/* A key outside of gpio-keys is none. */
	fake_tree_begin("lonely");
	fake_tree_cells("linux,code", 1, KEY_POWER);
	fake_tree_cells("gpios", 3, 7, 1, 0);
	fake_tree_end();
	fake_tree_begin("gpio-keys");
	fake_tree_text("compatible", "gpio-keys");
	fake_tree_begin("poweroff");
	fake_tree_cells("gpios", 3, 7, pin, 0);
	fake_tree_cells("linux,code", 1, code);
	fake_tree_end();
	fake_tree_end();
	fake_tree_begin("after");
	fake_tree_cells("linux,code", 1, KEY_POWER);
	fake_tree_cells("gpios", 3, 7, 2, 0);
	fake_tree_end();
	fake_tree_begin("gpio");
	fake_tree_text("compatible", controller);
	fake_tree_cells("phandle", 1, 7);
	fake_tree_cells("reg", 4, 0, (uint32_t)registers_phys, 0, 0x1000);
	fake_tree_cells("interrupts", 3, 0, IRQ - 32, 4);
	fake_tree_end();
	fake_boot_info.device_tree = fake_tree_finish();
}

static void is_left_alone_without_a_button(void **state)
{
	(void)state;
	fake_boot_info.device_tree = NULL;
	init_button();
	tree(OTHER_KEY, PIN, "arm,pl061");
	init_button();
	tree(KEY_POWER, 8, "arm,pl061");
	init_button();
	tree(KEY_POWER, PIN, "somebody,gpio");
	init_button();
	fake_pci_reset();
	tree(KEY_POWER, PIN, "arm,pl061");
	init_button();
	assert_false(fake_irq_registered(IRQ));
	assert_int_equal(get(DIRECTION), UINT32_MAX);
}

/* The last one: from here on the library has its button. */
static void stops_the_image_when_it_is_pressed(void **state)
{
	(void)state;
	tree(KEY_POWER, PIN, "arm,pl061");
	init_button();
	assert_true(fake_irq_registered(IRQ));
	assert_int_equal(get(DIRECTION), ~(uint32_t)PIN_BIT);
	assert_int_equal(get(SENSE), ~(uint32_t)PIN_BIT);
	assert_int_equal(get(BOTH), ~(uint32_t)PIN_BIT);
	assert_int_equal(get(EVENT), UINT32_MAX);
	assert_int_equal(get(MASK), UINT32_MAX);
	assert_int_equal(get(CLEAR), PIN_BIT);

	set(STATUS, ~(uint32_t)PIN_BIT);
	fake_irq_raise(IRQ);
	assert_int_equal(stops, 0);
	set(CLEAR, 0);
	set(STATUS, PIN_BIT);
	fake_irq_raise(IRQ);
	assert_int_equal(stops, 1);
	assert_int_equal(get(CLEAR), PIN_BIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(is_left_alone_without_a_button, setup),
		cmocka_unit_test_setup(stops_the_image_when_it_is_pressed, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
