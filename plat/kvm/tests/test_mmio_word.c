/* SPDX-License-Identifier: BSD-3-Clause */
/* Words of the command line that describe virtio MMIO windows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "x86_64/mmio_word.h"

static char line[256];
static size_t length;
static struct ukplat_mmio_device device;

static bool take(void)
{
	return mmio_word_take(line, &length, &device);
}

static void set(const char *text)
{
	strcpy(line, text);
	length = strlen(line);
}

static void takes_words_off_the_end(void **state)
{
	(void)state;
	set("a=b -- c virtio_mmio.device=512@0xfeb00e00:5 virtio_mmio.device=4K@0x1000:47");
	assert_true(take());
	assert_int_equal(device.phys, 0x1000);
	assert_int_equal(device.size, 4096);
	assert_int_equal(device.irq, 47);
	assert_true(take());
	assert_int_equal(device.phys, 0xfeb00e00);
	assert_int_equal(device.size, 512);
	assert_int_equal(device.irq, 5);
	assert_string_equal(line, "a=b -- c");
	assert_int_equal(length, 8);
	assert_false(take());
	assert_string_equal(line, "a=b -- c");
}

static void takes_the_only_word(void **state)
{
	(void)state;
	set("  virtio_mmio.device=1M@4096:0");
	assert_true(take());
	assert_int_equal(device.size, 1 << 20);
	assert_string_equal(line, "");
	assert_false(take());
}

static void leaves_others_alone(void **state)
{
	static const char *const words[] = {
		"virtio_mmio.device=",
		"virtio_mmio.device=512",
		"virtio_mmio.device=512@",
		"virtio_mmio.device=512@0x",
		"virtio_mmio.device=512@0x1000",
		"virtio_mmio.device=512@0x1000:",
		"virtio_mmio.device=512@0x1000:5:0",
		"virtio_mmio.device=512@0x1000:5 ",
		"virtio_mmio.device=512@0x1000:65536",
		"virtio_mmio.device=0@0x1000:5",
		"virtio_mmio.device=512@0x10000000000000000:5",
		"virtio_mmio.device=18446744073709551616@0x1000:5",
		"virtio_mmio.device=99999999999M@0x1000:5",
		"virtio_mmio.device=512@-1:5",
		"xvirtio_mmio.device=512@0x1000:5",
		"\"virtio_mmio.device=512@0x1000:5",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		set("x ");
		strcat(line, words[i]);
		length = strlen(line);
		assert_false(take());
		assert_string_equal(line + 2, words[i]);
		assert_int_equal(length, strlen(line));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_words_off_the_end),
		cmocka_unit_test(takes_the_only_word),
		cmocka_unit_test(leaves_others_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
