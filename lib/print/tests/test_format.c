/* SPDX-License-Identifier: BSD-3-Clause */
/* The formatter against that of the C library. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <uk/print.h>

/* The formats are made at run time: the compiler cannot check them. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
#pragma GCC diagnostic ignored "-Wformat"

static const long numbers[] = { 0,     1,	-1,	 7,	   8,	     9,	       10,
				-10,   127,	128,	 255,	   256,	     -32768,   32768,
				65535, INT_MAX, INT_MIN, UINT_MAX, LONG_MAX, LONG_MIN, 123456789 };

static void compare_number(const char *format, long value)
{
	char expected[256], got[256];
	int total = snprintf(expected, sizeof(expected), format, value);

	assert_int_equal(uk_snprintf(got, sizeof(got), format, value), total);
	assert_string_equal(got, expected);
}

/* Every set of flags, with widths and precisions around the digits' count. */
static void formats_integers_as_the_c_library_does(void **state)
{
	static const char *const flags[] = { "",   "-",	 "0",  "+",  " ",  "#",
					     "-0", "0+", "# ", "-#", "0#", "+-" };
	static const char *const sizes[] = {
		"", "1", "5", "25", ".0", ".1", ".", ".5", ".25", "8.3", "3.8", "30.24",
	};
	static const char *const kinds[] = { "d",   "i",  "u",	 "o",  "x",   "X",
					     "ld",  "lx", "llu", "zu", "jd",  "hhd",
					     "hhu", "hd", "ho",	 "td", "hhx", "lo" };

	(void)state;
	for (size_t f = 0; f < UK_ARRAY_SIZE(flags); f++) {
		for (size_t s = 0; s < UK_ARRAY_SIZE(sizes); s++) {
			for (size_t k = 0; k < UK_ARRAY_SIZE(kinds); k++) {
				char format[32];

				sprintf(format, "<%%%s%s%s>", flags[f], sizes[s], kinds[k]);
				for (size_t n = 0; n < UK_ARRAY_SIZE(numbers); n++)
					compare_number(format, numbers[n]);
			}
		}
	}
}

static void formats_text_as_the_c_library_does(void **state)
{
	static const char *const formats[] = { "%s",	  "%10s|",   "%-10s|", "%.2s|",
					       "%10.2s|", "%-6.0s|", "%.9s" };
	static const char *const texts[] = { "", "a", "abc", "a longer text" };
	char expected[64], got[64];

	(void)state;
	for (size_t f = 0; f < UK_ARRAY_SIZE(formats); f++) {
		for (size_t t = 0; t < UK_ARRAY_SIZE(texts); t++) {
			snprintf(expected, sizeof(expected), formats[f], texts[t]);
			uk_snprintf(got, sizeof(got), formats[f], texts[t]);
			assert_string_equal(got, expected);
		}
	}
}

static void takes_width_and_precision_from_arguments(void **state)
{
	char got[64];

	(void)state;
	uk_snprintf(got, sizeof(got), "%*d|%-*d|%*d|%.*s|%.*s|%c%3c%-3c|%%", 5, 42, 5, 42, -5, 42,
		    2, "abc", -1, "abc", 'x', 'y', 'z');
	assert_string_equal(got, "   42|42   |42   |ab|abc|x  yz  |%");
}

/* A text that is not terminated may be printed with a precision: ASan would see a read past it. */
static void reads_no_more_than_the_precision(void **state)
{
	char *text = malloc(3), got[16];

	(void)state;
	memcpy(text, "abc", 3);
	uk_snprintf(got, sizeof(got), "%.3s", text);
	assert_string_equal(got, "abc");
	free(text);
}

static void prints_pointers_and_null(void **state)
{
	char got[64];

	(void)state;
	uk_snprintf(got, sizeof(got), "%p %p %s", (void *)0x1234abcd, NULL, (char *)NULL);
	assert_string_equal(got, "0x1234abcd 0x0 (null)");
}

static void leaves_unknown_conversions_as_they_stand(void **state)
{
	char got[64];

	(void)state;
	assert_int_equal(uk_snprintf(got, sizeof(got), "a %-5y b %! %d", 7), 13);
	assert_string_equal(got, "a %-5y b %! 7");
}

static void survives_a_format_that_ends_early(void **state)
{
	static const char *const formats[] = { "%", "x%", "%5", "%.", "%ll", "%-0+ #" };
	char got[64];

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(formats); i++) {
		assert_int_equal(uk_snprintf(got, sizeof(got), formats[i]), strlen(formats[i]));
		assert_string_equal(got, formats[i]);
	}
}

static void cuts_and_still_counts(void **state)
{
	char got[8];

	(void)state;
	memset(got, '#', sizeof(got));
	assert_int_equal(uk_snprintf(got, 4, "%d", 123456), 6);
	assert_memory_equal(got, "123\0####", 8);
	assert_int_equal(uk_snprintf(got, 1, "abc"), 3);
	assert_int_equal(got[0], '\0');
	assert_int_equal(uk_snprintf(NULL, 0, "abc%5d", 1), 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_integers_as_the_c_library_does),
		cmocka_unit_test(formats_text_as_the_c_library_does),
		cmocka_unit_test(takes_width_and_precision_from_arguments),
		cmocka_unit_test(reads_no_more_than_the_precision),
		cmocka_unit_test(prints_pointers_and_null),
		cmocka_unit_test(leaves_unknown_conversions_as_they_stand),
		cmocka_unit_test(survives_a_format_that_ends_early),
		cmocka_unit_test(cuts_and_still_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
