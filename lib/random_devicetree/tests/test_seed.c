/* SPDX-License-Identifier: BSD-3-Clause */
/* The seed of a device tree is given out once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/random.h>

#include "fake_tree.h"
#include "fakes.h"

UK_TABLE_DECLARE(random_source);

static uint8_t got[64];
static unsigned int bits;

static size_t read_source(size_t len)
{
	assert_int_equal(__stop_uk_table_random_source - __start_uk_table_random_source, 1);
	memset(got, 0, sizeof(got));
	bits = 12345;
	return ((const struct uk_random_source *)__start_uk_table_random_source[0])
		->read(got, len, &bits);
}

static void tree(const char *node, const char *property)
{
	static const uint8_t seed[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };

	fake_tree_start();
	fake_tree_begin("");
	fake_tree_begin("other");
	fake_tree_end();
	fake_tree_begin(node);
	fake_tree_property(property, seed, sizeof(seed));
	fake_tree_end();
	fake_boot_info.device_tree = fake_tree_finish();
}

static void gives_nothing_where_there_is_none(void **state)
{
	(void)state;
	fake_boot_info.device_tree = NULL;
	assert_int_equal(read_source(64), 0);
	assert_int_equal(bits, 0);
	tree("chosen", "kaslr-seed");
	assert_int_equal(read_source(64), 0);
	assert_int_equal(bits, 0);
}

/* The last one: what is given is gone. */
static void gives_each_byte_once(void **state)
{
	(void)state;
	tree("chosen", "rng-seed");
	assert_int_equal(read_source(4), 4);
	assert_int_equal(bits, 32);
	assert_memory_equal(got, "\1\2\3\4\0", 5);
	assert_int_equal(read_source(64), 6);
	assert_int_equal(bits, 48);
	assert_memory_equal(got, "\5\6\7\10\11\12\0", 7);
	assert_int_equal(read_source(64), 0);
	assert_int_equal(bits, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_nothing_where_there_is_none),
		cmocka_unit_test(gives_each_byte_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
