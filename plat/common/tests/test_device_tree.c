/* SPDX-License-Identifier: BSD-3-Clause */
/* Device trees: what a virtual machine's says, and trees that are truncated, too deep or absurd. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <uk/bits.h>

#include <common/device_tree.h>

enum { STRUCTURE = 0x100, STRINGS = 0x3900, SIZE = 0x3c00 };
enum { BEGIN_NODE = 1, END_NODE = 2, PROPERTY = 3, NOP = 4, END = 9 };

/* The tree under construction; aligned as a loader must. */
static _Alignas(8) uint8_t blob[SIZE];
static size_t at, names_used;
static struct ukplat_tree tree;

static void put_header(size_t index, uint32_t value)
{
	((uint32_t *)blob)[index] = uk_be32(value);
}

static void put(uint32_t value)
{
	value = uk_be32(value);
	memcpy(blob + STRUCTURE + at, &value, 4);
	at += 4;
}

static void put_bytes(const void *data, size_t len)
{
	memcpy(blob + STRUCTURE + at, data, len);
	at = (at + len + 3) & ~(size_t)3;
}

static void begin(const char *name)
{
	put(BEGIN_NODE);
	put_bytes(name, strlen(name) + 1);
}

static void end(void)
{
	put(END_NODE);
}

static uint32_t name_offset(const char *name)
{
	for (size_t i = 0; i < names_used; i += strlen((char *)blob + STRINGS + i) + 1)
		if (strcmp((char *)blob + STRINGS + i, name) == 0)
			return (uint32_t)i;
	strcpy((char *)blob + STRINGS + names_used, name);
	names_used += strlen(name) + 1;
	return (uint32_t)(names_used - strlen(name) - 1);
}

static void property(const char *name, const void *data, size_t len)
{
	put(PROPERTY);
	put((uint32_t)len);
	put(name_offset(name));
	put_bytes(data, len);
}

static void text(const char *name, const char *value)
{
	property(name, value, strlen(value) + 1);
}

static void cells(const char *name, size_t count, ...)
{
	va_list args;

	put(PROPERTY);
	put((uint32_t)(count * 4));
	put(name_offset(name));
	va_start(args, count);
	for (; count; count--)
		put(va_arg(args, uint32_t));
	va_end(args);
}

static void start_tree(void)
{
	memset(blob, 0, sizeof(blob));
	at = 0;
	names_used = 0;
	begin("");
	cells("#address-cells", 1, 2);
	cells("#size-cells", 1, 2);
}

static const char *scan(void)
{
	put_header(0, 0xd00dfeed);
	put_header(1, SIZE);
	put_header(2, STRUCTURE);
	put_header(3, STRINGS);
	put_header(4, 40);
	put_header(5, 17);
	put_header(6, 16);
	put_header(8, (uint32_t)names_used);
	put_header(9, (uint32_t)at);
	return ukplat_tree_scan(blob, &tree);
}

static void memory(void)
{
	begin("memory@40000000");
	text("device_type", "memory");
	cells("reg", 4, 0, 0x40000000, 0, 0x4000000);
	end();
}

static void device(const char *name, const char *compatible, uint32_t phys, uint32_t spi)
{
	begin(name);
	text("compatible", compatible);
	cells("reg", 4, 0, phys, 0, 0x1000);
	cells("interrupts", 3, 0, spi, 4);
	end();
}

/* What the virtual machine of QEMU says, as far as it is read. */
static void machine(void)
{
	start_tree();
	begin("psci");
	property("compatible", "arm,psci-1.0\0arm,psci-0.2\0arm,psci", 35);
	text("method", "smc");
	end();
	memory();
	device("other@9040000", "arm,pl011", 0x9040000, 8);
	device("pl011@9000000", "arm,pl011", 0x9000000, 1);
	device("pl031@9010000", "arm,pl031", 0x9010000, 2);
	begin("platform-bus@c000000");
	property("ranges", "", 0);
	cells("#address-cells", 1, 1);
	cells("#size-cells", 1, 1);
	begin("virtio_mmio@c000000");
	text("compatible", "virtio,mmio");
	cells("reg", 2, 0xc000000, 0x200);
	cells("interrupts", 3, 0, 0x70, 1);
	end();
	end();
	begin("translating-bus");
	cells("ranges", 6, 0, 0, 0, 0x10000000, 0, 0x1000000);
	device("virtio_mmio@0", "virtio,mmio", 0, 3);
	end();
	begin("intc@8000000");
	text("compatible", "arm,gic-v3");
	cells("reg", 8, 0, 0x8000000, 0, 0x10000, 0, 0x80a0000, 0, 0xf60000);
	end();
	begin("timer");
	property("compatible", "arm,armv8-timer\0arm,armv7-timer", 32);
	cells("interrupts", 12, 1, 13, 4, 1, 14, 4, 1, 11, 4, 1, 10, 4);
	end();
	begin("reserved-memory");
	cells("#address-cells", 1, 2);
	cells("#size-cells", 1, 2);
	property("ranges", "", 0);
	begin("pool@41000000");
	cells("reg", 4, 0, 0x41000000, 0, 0x2000);
	end();
	end();
	begin("chosen");
	text("bootargs", "a=b -- c");
	text("stdout-path", "/pl011@9000000:115200n8");
	cells("linux,initrd-start", 2, 0, 0x42000000);
	cells("linux,initrd-end", 2, 0, 0x42001000);
	end();
	end();
	put(END);
}

static void reads_a_machine(void **state)
{
	(void)state;
	machine();
	assert_null(scan());
	assert_int_equal(tree.memory_count, 1);
	assert_int_equal(tree.memory[0].phys, 0x40000000);
	assert_int_equal(tree.memory[0].size, 0x4000000);
	assert_string_equal(tree.command_line, "a=b -- c");
	assert_int_equal(tree.command_line_size, 9);
	assert_int_equal(tree.initrd.phys, 0x42000000);
	assert_int_equal(tree.initrd.size, 0x1000);
	assert_int_equal(tree.gic, UKPLAT_TREE_GIC_V3);
	assert_int_equal(tree.gic_cpu.phys, 0x80a0000);
	assert_int_equal(tree.gic_cpu.size, 0xf60000);
	assert_int_equal(tree.timer_interrupt, 27);
	assert_int_equal(tree.psci, UKPLAT_TREE_PSCI_SMC);
	assert_int_equal(tree.clock.phys, 0x9010000);
	assert_int_equal(tree.reserved_count, 1);
	assert_int_equal(tree.reserved[0].phys, 0x41000000);
	assert_true(tree.size >= STRINGS + names_used && tree.size < SIZE);
}

static void finds_the_console_that_is_meant(void **state)
{
	(void)state;
	machine();
	assert_null(scan());
	assert_int_equal(tree.uart_count, 2);
	assert_int_equal(tree.console->window.registers.phys, 0x9000000);
	assert_int_equal(tree.console->window.interrupt, 33);
	/* Without a path that fits it is the first. */
	memcpy(strstr((char *)memchr(blob + STRUCTURE, ':', at) - 15, "/pl011"), "/xl011", 6);
	assert_null(scan());
	assert_int_equal(tree.console->window.registers.phys, 0x9040000);
}

/* A node without a name is not the one that no path means. */
static void takes_the_first_console_without_a_path(void **state)
{
	(void)state;
	start_tree();
	memory();
	device("pl011@9000000", "arm,pl011", 0x9000000, 1);
	device("", "arm,pl011", 0x9040000, 8);
	end();
	put(END);
	assert_null(scan());
	assert_int_equal(tree.uart_count, 2);
	assert_int_equal(tree.console->window.registers.phys, 0x9000000);
}

static void takes_devices_at_addresses_of_the_cpu(void **state)
{
	(void)state;
	machine();
	assert_null(scan());
	assert_int_equal(tree.window_count, 1);
	assert_int_equal(tree.windows[0].registers.phys, 0xc000000);
	assert_int_equal(tree.windows[0].registers.size, 0x200);
	assert_int_equal(tree.windows[0].interrupt, 32 + 0x70);
}

static void leaves_out_what_is_disabled(void **state)
{
	(void)state;
	start_tree();
	memory();
	begin("pl011@9000000");
	text("compatible", "arm,pl011");
	cells("reg", 4, 0, 0x9000000, 0, 0x1000);
	text("status", "disabled");
	end();
	end();
	assert_null(scan());
	assert_int_equal(tree.uart_count, 0);
	assert_null(tree.console);
}

/* As Xen and its tools write it, when all of it is there. */
static void hypervisor(size_t reg_cells, size_t interrupt_cells)
{
	begin("hypervisor");
	property("compatible", "xen,xen-4.17\0xen,xen", 21);
	put(PROPERTY);
	put((uint32_t)reg_cells * 4);
	put(name_offset("reg"));
	for (size_t i = 0; i < reg_cells; i++)
		put(i % 4 == 1 ? 0x38000000 : i % 4 == 3 ? 0x1000000 : 0);
	put(PROPERTY);
	put((uint32_t)interrupt_cells * 4);
	put(name_offset("interrupts"));
	for (size_t i = 0; i < interrupt_cells; i++)
		put(i == 0 ? 1 : i == 1 ? 15 : 0xf08);
	end();
}

static void knows_a_guest_of_xen(void **state)
{
	(void)state;
	machine();
	assert_null(scan());
	assert_false(tree.hypervisor);
	start_tree();
	memory();
	hypervisor(8, 3);
	end();
	assert_null(scan());
	assert_true(tree.hypervisor);
	assert_int_equal(tree.xen.registers.phys, 0x38000000);
	assert_int_equal(tree.xen.registers.size, 0x1000000);
	assert_int_equal(tree.xen.interrupt, 31);
}

/* Still a guest of Xen: what its node lacks it does without, or says so. */
static void does_without_what_the_hypervisor_does_not_say(void **state)
{
	static const struct {
		size_t reg_cells, interrupt_cells;
		unsigned int interrupt;
	} cases[] = { { 0, 3, 31 }, { 3, 3, 31 }, { 0, 2, 0 }, { 0, 0, 0 } };

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(cases); i++) {
		start_tree();
		memory();
		hypervisor(cases[i].reg_cells, cases[i].interrupt_cells);
		end();
		assert_null(scan());
		assert_true(tree.hypervisor);
		assert_int_equal(tree.xen.registers.size, 0);
		assert_int_equal(tree.xen.interrupt, cases[i].interrupt);
	}
}

static void ignores_an_absurd_region_for_grants(void **state)
{
	(void)state;
	start_tree();
	memory();
	begin("hypervisor");
	text("compatible", "xen,xen");
	cells("reg", 4, 0xffffffff, 0xfffff000, 0, 0x2000);
	cells("interrupts", 3, 1, UINT32_MAX, 4);
	end();
	hypervisor(4, 3);
	end();
	assert_null(scan());
	/* The first node counts. */
	assert_true(tree.hypervisor);
	assert_int_equal(tree.xen.registers.size, 0);
	assert_int_equal(tree.xen.interrupt, UKPLAT_TREE_INTERRUPT_NONE);
}

static void refuses_headers(void **state)
{
	static const struct {
		size_t index;
		uint32_t value;
	} wrong[] = { { 0, 0xedfe0dd0 },
		      { 1, 39 },
		      { 1, UINT32_MAX },
		      { 2, SIZE + 4 },
		      { 2, STRUCTURE + 2 },
		      { 3, SIZE + 1 },
		      { 3, UINT32_MAX },
		      { 4, SIZE },
		      { 4, 41 },
		      { 4, UINT32_MAX - 7 },
		      { 5, 16 },
		      { 6, 18 },
		      { 8, UINT32_MAX },
		      { 9, UINT32_MAX } };

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(wrong); i++) {
		machine();
		assert_null(scan());
		put_header(wrong[i].index, wrong[i].value);
		assert_non_null(ukplat_tree_scan(blob, &tree));
	}
	assert_int_equal(ukplat_tree_size(blob + 1), 0);
}

/* Each in memory of its own, so that a sanitizer sees a byte too many. */
static void refuses_truncated_trees(void **state)
{
	(void)state;
	machine();
	assert_null(scan());
	for (size_t size = 40; size < STRUCTURE + at - 4; size++) {
		uint8_t *copy = aligned_alloc(8, (size + 7) & ~(size_t)7);

		memcpy(copy, blob, size);
		((uint32_t *)copy)[1] = uk_be32((uint32_t)size);
		assert_non_null(ukplat_tree_scan(copy, &tree));
		free(copy);
	}
	/* The structure alone is cut: strings are still there. The last token need not be. */
	for (size_t size = 0; size < at - 4; size += 4) {
		put_header(9, (uint32_t)size);
		assert_non_null(ukplat_tree_scan(blob, &tree));
	}
}

static void refuses_what_is_too_deep(void **state)
{
	(void)state;
	start_tree();
	memory();
	for (int i = 0; i < 14; i++)
		begin("n");
	for (int i = 0; i < 15; i++)
		end();
	assert_null(scan());
	start_tree();
	for (int i = 0; i < 100; i++)
		begin("n");
	assert_string_equal(scan(), "the device tree is too deep");
}

static void refuses_wrong_structure(void **state)
{
	(void)state;
	start_tree();
	memory();
	cells("reg", 1, 0);
	end();
	assert_string_equal(scan(), "the device tree has a property behind a node");
	start_tree();
	put(7);
	assert_string_equal(scan(), "the device tree has an unknown token");
	start_tree();
	put(PROPERTY);
	put(UINT32_MAX);
	put(0);
	assert_non_null(scan());
	start_tree();
	put(PROPERTY);
	put(0);
	put(0x10000);
	assert_non_null(scan());
	at = 0;
	put(END_NODE);
	assert_non_null(scan());
	start_tree();
	end();
	assert_string_equal(scan(), "the device tree has no memory");
}

static void ignores_absurd_ranges(void **state)
{
	(void)state;
	start_tree();
	memory();
	begin("memory@1");
	text("device_type", "memory");
	cells("reg", 4, 0xffffffff, 0xfffff000, 0, 0x2000);
	end();
	begin("memory@2");
	text("device_type", "memory");
	cells("reg", 3, 1, 2, 3);
	end();
	begin("bus");
	property("ranges", "", 0);
	cells("#address-cells", 1, UINT32_MAX);
	device("virtio_mmio@0", "virtio,mmio", 0, 3);
	end();
	begin("virtio_mmio@1");
	text("compatible", "virtio,mmio");
	cells("reg", 4, 0, 0x1000, 0, 0x200);
	cells("interrupts", 3, 0, UINT32_MAX, 4);
	end();
	end();
	assert_null(scan());
	assert_int_equal(tree.memory_count, 1);
	assert_int_equal(tree.window_count, 1);
	assert_int_equal(tree.windows[0].interrupt, UKPLAT_TREE_INTERRUPT_NONE);
}

static void bounds_what_it_keeps(void **state)
{
	(void)state;
	start_tree();
	for (int i = 0; i < 20; i++)
		memory();
	for (int i = 0; i < 70; i++)
		device("v", "virtio,mmio", 0x1000, 1);
	end();
	assert_null(scan());
	assert_int_equal(tree.memory_count, UKPLAT_TREE_RANGES_MAX);
	assert_int_equal(tree.window_count, UKPLAT_TREE_WINDOWS_MAX);
	/* Reserved memory must not be forgotten. */
	start_tree();
	memory();
	begin("reserved-memory");
	property("ranges", "", 0);
	for (int i = 0; i < 17; i++) {
		begin("r");
		cells("reg", 3, 0, 0x41000000 + i * 0x1000, 0x1000);
		end();
	}
	end();
	end();
	assert_string_equal(scan(), "the device tree reserves too many ranges of memory");
}

/* Every byte once with other values: it may be refused or not, but is read within its bounds. */
static void survives_changed_bytes(void **state)
{
	static const uint8_t values[] = { 0, 1, 0x7f, 0x80, 0xff };
	size_t size;

	(void)state;
	machine();
	assert_null(scan());
	size = STRUCTURE + at;
	for (size_t i = 0; i < size; i++) {
		uint8_t old = blob[i];

		for (size_t j = 0; j < sizeof(values); j++) {
			uint8_t *copy = aligned_alloc(8, SIZE);

			blob[i] = values[j];
			memcpy(copy, blob, SIZE);
			if (ukplat_tree_size(copy) <= SIZE)
				ukplat_tree_scan(copy, &tree);
			assert_true(tree.memory_count <= UKPLAT_TREE_RANGES_MAX);
			free(copy);
		}
		blob[i] = old;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_machine),
		cmocka_unit_test(finds_the_console_that_is_meant),
		cmocka_unit_test(takes_the_first_console_without_a_path),
		cmocka_unit_test(takes_devices_at_addresses_of_the_cpu),
		cmocka_unit_test(leaves_out_what_is_disabled),
		cmocka_unit_test(knows_a_guest_of_xen),
		cmocka_unit_test(does_without_what_the_hypervisor_does_not_say),
		cmocka_unit_test(ignores_an_absurd_region_for_grants),
		cmocka_unit_test(refuses_headers),
		cmocka_unit_test(refuses_truncated_trees),
		cmocka_unit_test(refuses_what_is_too_deep),
		cmocka_unit_test(refuses_wrong_structure),
		cmocka_unit_test(ignores_absurd_ranges),
		cmocka_unit_test(bounds_what_it_keeps),
		cmocka_unit_test(survives_changed_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
