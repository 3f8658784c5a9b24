/* SPDX-License-Identifier: BSD-3-Clause */
/* Nodes, properties, devices; trees that are cut off, too deep or absurd. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/devicetree.h>
#include <uk/errno.h>

#include "fake_tree.h"

enum { BEGIN_NODE = 1, PROPERTY = 3, NOP = 4 };

static struct uk_devicetree tree;
static struct uk_devicetree_walk walk;
static struct uk_devicetree_node node;

static void begin_tree(void)
{
	fake_tree_start();
	fake_tree_begin("");
	fake_tree_cells("#address-cells", 1, 2);
	fake_tree_cells("#size-cells", 1, 2);
}

static void device(const char *name, const char *compatible)
{
	fake_tree_begin(name);
	fake_tree_property("compatible", compatible, strlen(compatible) + 1);
	fake_tree_cells("reg", 4, 1, 2, 0, 4);
	fake_tree_cells("interrupts", 3, 0, 7, 4);
}

static void start_walk(void)
{
	assert_true(uk_devicetree_open(&tree, fake_tree_finish()));
	uk_devicetree_walk_start(&walk, &tree);
}

/* Go on to the next device of a kind. */
static bool find(const char *compatible)
{
	while (uk_devicetree_next(&walk, &node))
		if (uk_devicetree_is(&node, compatible))
			return true;
	return false;
}

static void opens_only_trees(void **state)
{
	uint32_t *blob;

	(void)state;
	assert_false(uk_devicetree_open(&tree, NULL));
	begin_tree();
	blob = fake_tree_finish();
	assert_true(uk_devicetree_open(&tree, blob));
	assert_false(uk_devicetree_open(&tree, (char *)blob + 4));
	for (size_t field = 0; field < 10; field++) {
		uint32_t good = blob[field];

		/* Sizes of the file, reservations and the boot CPU do not matter here. */
		if (field == 4 || field == 7)
			continue;
		fake_tree_set_header(field, field == 1 || field == 5 ? 1 : 0xfffffff1);
		assert_false(uk_devicetree_open(&tree, blob));
		blob[field] = good;
	}
}

static void visits_nodes_in_order_with_their_depth(void **state)
{
	static const unsigned int depths[] = { 1, 2, 3, 2 };

	(void)state;
	begin_tree();
	fake_tree_begin("a");
	fake_tree_put(NOP);
	fake_tree_begin("b");
	fake_tree_end();
	fake_tree_end();
	fake_tree_begin("c");
	fake_tree_end();
	start_walk();
	for (size_t i = 0; i < 4; i++) {
		assert_true(uk_devicetree_next(&walk, &node));
		assert_int_equal(node.depth, depths[i]);
	}
	assert_false(uk_devicetree_next(&walk, &node));
	assert_false(uk_devicetree_next(&walk, &node));
}

static void finds_devices_by_any_of_their_names(void **state)
{
	static const char names[] = "special\0general";

	(void)state;
	begin_tree();
	fake_tree_begin("x");
	fake_tree_property("compatible", names, sizeof(names));
	fake_tree_end();
	start_walk();
	assert_true(find("general"));
	start_walk();
	assert_true(find("special"));
	start_walk();
	assert_false(find("gener"));
	start_walk();
	assert_false(find("eneral"));
}

static void a_name_without_end_is_none(void **state)
{
	(void)state;
	begin_tree();
	fake_tree_begin("x");
	fake_tree_property("compatible", "abc", 3);
	fake_tree_end();
	start_walk();
	assert_false(find("abc"));
}

static void reads_registers_and_interrupts(void **state)
{
	uint64_t phys, size;

	(void)state;
	begin_tree();
	device("x", "x");
	fake_tree_end();
	start_walk();
	assert_true(find("x"));
	assert_int_equal(uk_devicetree_registers(&node, 0, &phys, &size), 0);
	assert_int_equal(phys, UINT64_C(0x100000002));
	assert_int_equal(size, 4);
	assert_int_equal(uk_devicetree_registers(&node, 1, &phys, &size), -ENOENT);
	assert_int_equal(uk_devicetree_interrupt(&node), 7 + 32);
	assert_int_equal(uk_devicetree_cell(&node, "interrupts", 1, 99), 7);
	assert_int_equal(uk_devicetree_cell(&node, "interrupts", 3, 99), 99);
	assert_int_equal(uk_devicetree_cell(&node, "interrupt", 0, 99), 99);
}

static void absurd_registers_are_errors(void **state)
{
	uint64_t phys, size;

	(void)state;
	begin_tree();
	fake_tree_begin("empty");
	fake_tree_text("compatible", "a");
	fake_tree_cells("reg", 4, 0, 1, 0, 0);
	fake_tree_cells("interrupts", 3, 9, 7, 4);
	fake_tree_end();
	fake_tree_begin("wraps");
	fake_tree_text("compatible", "b");
	fake_tree_cells("reg", 4, -1, -1, 0, 1);
	fake_tree_cells("interrupts", 2, 0, 7);
	fake_tree_end();
	fake_tree_begin("bus");
	fake_tree_property("ranges", "", 0);
	fake_tree_cells("#address-cells", 1, 3);
	fake_tree_begin("wide");
	fake_tree_text("compatible", "c");
	fake_tree_cells("reg", 4, 0, 0, 0, 1);
	fake_tree_end();
	fake_tree_end();
	start_walk();
	assert_true(find("a"));
	assert_int_equal(uk_devicetree_registers(&node, 0, &phys, &size), -EINVAL);
	assert_int_equal(uk_devicetree_interrupt(&node), -ENOENT);
	assert_true(find("b"));
	assert_int_equal(uk_devicetree_registers(&node, 0, &phys, &size), -EINVAL);
	assert_int_equal(uk_devicetree_interrupt(&node), -ENOENT);
	assert_true(find("c"));
	assert_int_equal(uk_devicetree_registers(&node, 0, &phys, &size), -ENOENT);
}

static void leaves_out_what_cannot_be_used(void **state)
{
	(void)state;
	begin_tree();
	device("off", "x");
	fake_tree_text("status", "disabled");
	fake_tree_end();
	fake_tree_begin("translates");
	fake_tree_cells("ranges", 6, 0, 0, 0, 0, 0, 1);
	device("below", "x");
	fake_tree_end();
	fake_tree_begin("inner");
	fake_tree_property("ranges", "", 0);
	device("below", "x");
	fake_tree_end();
	fake_tree_end();
	fake_tree_end();
	fake_tree_begin("no-ranges");
	device("below", "x");
	fake_tree_end();
	fake_tree_end();
	start_walk();
	assert_false(find("x"));
}

static void reaches_devices_below_plain_buses(void **state)
{
	uint64_t phys, size;

	(void)state;
	begin_tree();
	fake_tree_begin("bus");
	fake_tree_property("ranges", "", 0);
	fake_tree_cells("#address-cells", 1, 1);
	fake_tree_cells("#size-cells", 1, 1);
	fake_tree_begin("x");
	fake_tree_text("compatible", "x");
	fake_tree_text("status", "okay");
	fake_tree_cells("reg", 2, 0x1000, 0x10);
	fake_tree_end();
	fake_tree_end();
	device("y", "y");
	fake_tree_end();
	start_walk();
	assert_true(find("x"));
	assert_int_equal(uk_devicetree_registers(&node, 0, &phys, &size), 0);
	assert_int_equal(phys, 0x1000);
	assert_int_equal(size, 0x10);
	/* What the bus said is over. */
	assert_true(find("y"));
	assert_int_equal(uk_devicetree_registers(&node, 0, &phys, &size), 0);
	assert_int_equal(phys, UINT64_C(0x100000002));
}

static void finds_phandles(void **state)
{
	(void)state;
	begin_tree();
	fake_tree_begin("zero");
	fake_tree_cells("phandle", 1, 0);
	fake_tree_end();
	device("x", "x");
	fake_tree_cells("phandle", 1, 5);
	fake_tree_end();
	start_walk();
	assert_true(uk_devicetree_find(&tree, 5, &node));
	assert_true(uk_devicetree_is(&node, "x"));
	assert_false(uk_devicetree_find(&tree, 6, &node));
	assert_false(uk_devicetree_find(&tree, 0, &node));
}

static void a_tree_that_is_too_deep_ends_there(void **state)
{
	(void)state;
	fake_tree_start();
	for (unsigned int i = 0; i < UK_DEVICETREE_DEPTH_MAX + 1; i++)
		fake_tree_begin("n");
	start_walk();
	for (unsigned int i = 0; i < UK_DEVICETREE_DEPTH_MAX; i++)
		assert_true(uk_devicetree_next(&walk, &node));
	assert_false(uk_devicetree_next(&walk, &node));
}

static void properties_that_lie_end_the_tree(void **state)
{
	static const uint32_t lies[][2] = { { 0xfffffffd, 0 }, { 0x4000, 0 }, { 4, 0xffff } };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		begin_tree();
		fake_tree_put(PROPERTY);
		fake_tree_put(lies[i][0]);
		fake_tree_put(lies[i][1]);
		device("x", "x");
		fake_tree_end();
		start_walk();
		assert_false(find("x"));
	}
}

/* Whatever the length of the blocks is, nothing beyond is read: the sanitizer says so. */
static void every_truncation_ends(void **state)
{
	static _Alignas(8) uint8_t copy[0x4000];
	struct uk_devicetree_property property;

	(void)state;
	begin_tree();
	device("x", "x");
	fake_tree_end();
	start_walk();
	for (size_t words = 0; words < (size_t)(tree.end - tree.start); words++) {
		struct uk_devicetree cut = tree;

		memcpy(copy, tree.start, words * 4);
		cut.start = (uint32_t *)(copy + sizeof(copy)) - words;
		memmove((void *)cut.start, copy, words * 4);
		cut.end = (uint32_t *)(copy + sizeof(copy));
		uk_devicetree_walk_start(&walk, &cut);
		while (uk_devicetree_next(&walk, &node))
			uk_devicetree_property(&node, "no such", &property);
	}
	for (uint32_t size = 0; size < tree.strings_size; size++) {
		struct uk_devicetree cut = tree;

		cut.strings = (char *)copy + sizeof(copy) - size;
		memcpy((void *)cut.strings, tree.strings, size);
		cut.strings_size = size;
		uk_devicetree_walk_start(&walk, &cut);
		while (uk_devicetree_next(&walk, &node))
			uk_devicetree_property(&node, "no such", &property);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_only_trees),
		cmocka_unit_test(visits_nodes_in_order_with_their_depth),
		cmocka_unit_test(finds_devices_by_any_of_their_names),
		cmocka_unit_test(a_name_without_end_is_none),
		cmocka_unit_test(reads_registers_and_interrupts),
		cmocka_unit_test(absurd_registers_are_errors),
		cmocka_unit_test(leaves_out_what_cannot_be_used),
		cmocka_unit_test(reaches_devices_below_plain_buses),
		cmocka_unit_test(finds_phandles),
		cmocka_unit_test(a_tree_that_is_too_deep_ends_there),
		cmocka_unit_test(properties_that_lie_end_the_tree),
		cmocka_unit_test(every_truncation_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
