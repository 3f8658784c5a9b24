/* SPDX-License-Identifier: BSD-3-Clause */
/* String functions, compared with the host's own on every short string of a small alphabet. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "renamed.h"

enum { LENGTH = 4, STRINGS = 121 }; /* 1 + 3 + 9 + 27 + 81 strings of up to four letters */

/* The alphabet has a letter above 127: comparisons are of unsigned characters. */
static const char letters[] = { 'a', 'b', '\xe9' };
static char strings[STRINGS][LENGTH + 1];

static int make_strings(void **state)
{
	size_t count = 1, first = 0;

	(void)state;
	for (size_t len = 1; len <= LENGTH; len++) {
		size_t end = count;

		for (; first < end; first++) {
			for (size_t i = 0; i < sizeof(letters); i++) {
				memcpy(strings[count], strings[first], len - 1);
				strings[count++][len - 1] = letters[i];
			}
		}
	}
	return count == STRINGS ? 0 : -1;
}

static int sign(int x)
{
	return (x > 0) - (x < 0);
}

static void compares_as_the_host_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < STRINGS; i++) {
		for (size_t j = 0; j < STRINGS; j++) {
			const char *a = strings[i], *b = strings[j];

			assert_int_equal(sign(own_strcmp(a, b)), sign(strcmp(a, b)));
			for (size_t max = 0; max <= LENGTH + 1; max++)
				assert_int_equal(sign(own_strncmp(a, b, max)),
						 sign(strncmp(a, b, max)));
			assert_ptr_equal(own_strstr(a, b), strstr(a, b));
		}
	}
}

static void finds_characters_and_the_end(void **state)
{
	static const int wanted[] = { 'a', 'b', 0xe9, '\xe9', 'x', 0, 'a' + 256 };

	(void)state;
	for (size_t i = 0; i < STRINGS; i++) {
		const char *s = strings[i];

		for (size_t j = 0; j < sizeof(wanted) / sizeof(wanted[0]); j++) {
			assert_ptr_equal(own_strchr(s, wanted[j]), strchr(s, wanted[j]));
			assert_ptr_equal(own_strrchr(s, wanted[j]), strrchr(s, wanted[j]));
			for (size_t len = 0; len <= LENGTH; len++)
				assert_ptr_equal(own_memchr(s, wanted[j], len),
						 memchr(s, wanted[j], len));
		}
	}
}

static void measures(void **state)
{
	(void)state;
	for (size_t i = 0; i < STRINGS; i++) {
		assert_int_equal(own_strlen(strings[i]), strlen(strings[i]));
		for (size_t max = 0; max <= LENGTH + 1; max++)
			assert_int_equal(own_strnlen(strings[i], max), strnlen(strings[i], max));
	}
}

static void copies_and_fills_the_rest_with_zeros(void **state)
{
	(void)state;
	for (size_t i = 0; i < STRINGS; i++) {
		for (size_t max = 0; max <= LENGTH + 3; max++) {
			char expected[] = "........", got[] = "........";

			strncpy(expected, strings[i], max);
			assert_ptr_equal(own_strncpy(got, strings[i], max), got);
			assert_memory_equal(got, expected, sizeof(got));
		}
	}
}

static void reads_numbers_and_saturates(void **state)
{
	(void)state;
	assert_int_equal(own_atoi("0"), 0);
	assert_int_equal(own_atoi(" \t\n42x"), 42);
	assert_int_equal(own_atoi("-17"), -17);
	assert_int_equal(own_atoi("+17"), 17);
	assert_int_equal(own_atoi("- 17"), 0);
	assert_int_equal(own_atoi(""), 0);
	assert_int_equal(own_atoi("2147483647"), INT_MAX);
	assert_int_equal(own_atoi("2147483648"), INT_MAX);
	assert_int_equal(own_atoi("-2147483648"), INT_MIN);
	assert_int_equal(own_atoi("-2147483649"), INT_MIN);
	assert_int_equal(own_atoi("99999999999999999999999999"), INT_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares_as_the_host_does),
		cmocka_unit_test(finds_characters_and_the_end),
		cmocka_unit_test(measures),
		cmocka_unit_test(copies_and_fills_the_rest_with_zeros),
		cmocka_unit_test(reads_numbers_and_saturates),
	};

	return cmocka_run_group_tests(tests, make_strings, NULL);
}
