/* SPDX-License-Identifier: BSD-3-Clause */
/* Relative relocations on a small image made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <common/relocate.h>

enum { RELATIVE = 8, WORDS = 200 };

/* As linked at 0: words first, the tables behind them. */
static struct {
	uint64_t words[WORDS];
	uint64_t relr[4];
	uint64_t rela[6];
} image;

#define LINKED(field) (offsetof(__typeof__(image), field))

static uintptr_t base(void)
{
	return (uintptr_t)&image;
}

static int fill(void **state)
{
	(void)state;
	for (size_t i = 0; i < WORDS; i++)
		image.words[i] = i;
	return 0;
}

static void relr_addresses_and_bitmaps(void **state)
{
	const struct ukplat_dynamic dynamic[] = { { 36, LINKED(relr) },
						  { 35, sizeof(image.relr) },
						  { 0, 0 } };

	(void)state;
	/* Word 2; of the 63 after it the first and the last; of the next 63 the second; word 190. */
	image.relr[0] = LINKED(words[2]);
	image.relr[1] = 1 | UINT64_C(1) << 1 | UINT64_C(1) << 63;
	image.relr[2] = 1 | UINT64_C(1) << 2;
	image.relr[3] = LINKED(words[190]);
	assert_true(ukplat_relocate(base(), dynamic, RELATIVE));
	for (size_t i = 0; i < WORDS; i++) {
		bool moved = i == 2 || i == 3 || i == 65 || i == 67 || i == 190;

		assert_int_equal(image.words[i], moved ? i + base() : i);
	}
}

static void rela_takes_its_addend(void **state)
{
	const struct ukplat_dynamic dynamic[] = { { 7, LINKED(rela) },
						  { 8, sizeof(image.rela) },
						  { 0, 0 } };

	(void)state;
	memcpy(image.rela,
	       (uint64_t[]){ LINKED(words[5]), RELATIVE, 77, LINKED(words[9]), RELATIVE, 3 },
	       sizeof(image.rela));
	assert_true(ukplat_relocate(base(), dynamic, RELATIVE));
	assert_int_equal(image.words[5], base() + 77);
	assert_int_equal(image.words[9], base() + 3);
	assert_int_equal(image.words[6], 6);
}

static void another_kind_is_refused(void **state)
{
	const struct ukplat_dynamic dynamic[] = { { 7, LINKED(rela) },
						  { 8, sizeof(image.rela) },
						  { 0, 0 } };

	(void)state;
	memcpy(image.rela, (uint64_t[]){ LINKED(words[5]), 6, 77, LINKED(words[9]), RELATIVE, 3 },
	       sizeof(image.rela));
	assert_false(ukplat_relocate(base(), dynamic, RELATIVE));
}

static void nothing_to_do(void **state)
{
	const struct ukplat_dynamic dynamic[] = { { 1, 1 }, { 0, 0 } };

	(void)state;
	assert_true(ukplat_relocate(base(), dynamic, RELATIVE));
	for (size_t i = 0; i < WORDS; i++)
		assert_int_equal(image.words[i], i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(relr_addresses_and_bitmaps, fill),
		cmocka_unit_test_setup(rela_takes_its_addend, fill),
		cmocka_unit_test_setup(another_kind_is_refused, fill),
		cmocka_unit_test_setup(nothing_to_do, fill),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
