/* SPDX-License-Identifier: BSD-3-Clause */
/* Options by type, words and arguments. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "options.h"

static char *line;

static int parse(const char *words)
{
	free(line);
	/* On the heap and of exact size: ASan sees a step past its end. */
	line = strdup(words);
	return uk_cmdline_parse(line);
}

static int start(void **state)
{
	(void)state;
	flag = false;
	number = 7;
	size = 7;
	text = NULL;
	customs[0] = '\0';
	return 0;
}

static int stop(void **state)
{
	(void)state;
	free(line);
	line = NULL;
	return 0;
}

static void expect_arguments(int argc, const char *const *argv)
{
	char **got = uk_cmdline_argv();

	assert_int_equal(uk_cmdline_argc(), argc + 1);
	assert_string_equal(got[0], CONFIG_LIB_CMDLINE_NAME);
	for (int i = 0; i < argc; i++)
		assert_string_equal(got[i + 1], argv[i]);
	assert_null(got[argc + 1]);
}

#define EXPECT_ARGUMENTS(...)                                                             \
	expect_arguments((int)(sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *)), \
			 (const char *[]){ __VA_ARGS__ })

static void knows_the_words_of_a_flag(void **state)
{
	static const char *const words[] = { "n", "y", "0", "1", "off", "on", "false", "true" };
	char option[32];

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(words); i++) {
		strcat(strcpy(option, "t.flag="), words[i]);
		flag = !(i & 1);
		assert_int_equal(parse(option), 0);
		assert_int_equal(flag, i & 1);
	}
	assert_int_equal(parse("t.flag=maybe"), -EINVAL);
	assert_int_equal(parse("t.flag="), -EINVAL);
}

static void keeps_to_the_range(void **state)
{
	(void)state;
	assert_int_equal(parse("t.number=1"), -EINVAL);
	assert_int_equal(parse("t.number=4001"), -EINVAL);
	assert_int_equal(parse("t.number=4000"), 0);
	assert_int_equal(number, 4000);
	assert_int_equal(parse("t.number=2"), 0);
	assert_int_equal(number, 2);
}

static void takes_an_empty_line(void **state)
{
	(void)state;
	assert_int_equal(parse(""), 0);
	expect_arguments(0, NULL);
	assert_int_equal(parse(" \t "), 0);
	expect_arguments(0, NULL);
	assert_int_equal(parse("--"), 0);
	expect_arguments(0, NULL);
}

static void sets_each_type(void **state)
{
	(void)state;
	assert_int_equal(parse("t.flag t.number=0x10 t.size=3M t.text=a=b t.custom=x t.custom=y"),
			 0);
	assert_true(flag);
	assert_int_equal(number, 16);
	assert_int_equal(size, 3 << 20);
	assert_string_equal(text, "a=b");
	assert_string_equal(customs, "xy");
	expect_arguments(0, NULL);
}

static void splits_arguments_with_and_without_separator(void **state)
{
	(void)state;
	assert_int_equal(parse("t.flag one two=2 t.flag=n --"), -EINVAL);
	assert_int_equal(parse("t.flag one t.number=5 unknown=1"), 0);
	EXPECT_ARGUMENTS("one", "t.number=5", "unknown=1");
	assert_int_equal(number, 7);
	assert_int_equal(parse("one"), 0);
	EXPECT_ARGUMENTS("one");
	assert_int_equal(parse("t.flag=y -- t.flag=n -- x"), 0);
	assert_true(flag);
	EXPECT_ARGUMENTS("t.flag=n", "--", "x");
	assert_int_equal(parse("-- a=b"), 0);
	EXPECT_ARGUMENTS("a=b");
}

static void keeps_what_quotes_and_backslashes_hold(void **state)
{
	(void)state;
	assert_int_equal(parse("t.text=\"a b\" -- 'c \\d' \"e\\\"f\" g\\ h '' i\"j k\"l \\"), 0);
	assert_string_equal(text, "a b");
	EXPECT_ARGUMENTS("c \\d", "e\"f", "g h", "", "ij kl", "\\");
	assert_int_equal(parse("t.text='a b"), -EINVAL);
	assert_int_equal(parse("\""), -EINVAL);
}

static void reads_the_largest_numbers(void **state)
{
	(void)state;
	assert_int_equal(parse("t.any=18446744073709551615 t.size=17179869183G"), 0);
	assert_int_equal(number, UINT64_MAX);
	assert_int_equal(size, 17179869183UL << 30);
	assert_int_equal(parse("t.any=0xffffffffffffffff t.size=1k"), 0);
	assert_int_equal(number, UINT64_MAX);
	assert_int_equal(size, 1024);
}

static void counts_the_words(void **state)
{
	char words[2 * CONFIG_LIB_CMDLINE_WORDS + 3];

	(void)state;
	for (size_t i = 0; i <= CONFIG_LIB_CMDLINE_WORDS; i++)
		memcpy(words + 2 * i, "a ", 3);
	assert_int_equal(parse(words), -E2BIG);
	words[2 * CONFIG_LIB_CMDLINE_WORDS] = '\0';
	assert_int_equal(parse(words), 0);
	assert_int_equal(uk_cmdline_argc(), CONFIG_LIB_CMDLINE_WORDS + 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(takes_an_empty_line),
		TEST(sets_each_type),
		TEST(knows_the_words_of_a_flag),
		TEST(keeps_to_the_range),
		TEST(splits_arguments_with_and_without_separator),
		TEST(keeps_what_quotes_and_backslashes_hold),
		TEST(reads_the_largest_numbers),
		TEST(counts_the_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
