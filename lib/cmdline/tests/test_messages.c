/* SPDX-License-Identifier: BSD-3-Clause */
/* What is said about mistakes. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <uk/plat/clock.h>
#include <uk/plat/console.h>

#include "options.h"

static char console[8192];
static size_t console_used;

void ukplat_console_write(const char *data, size_t len)
{
	assert_true(console_used + len < sizeof(console));
	memcpy(console + console_used, data, len);
	console_used += len;
	console[console_used] = '\0';
}

uint64_t ukplat_clock_monotonic(void)
{
	return 0;
}

static char *line;

static int parse(const char *words)
{
	free(line);
	/* On the heap and of exact size: ASan sees a step past its end. */
	line = strdup(words);
	console_used = 0;
	console[0] = '\0';
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

static void is_silent_when_all_is_well(void **state)
{
	(void)state;
	assert_int_equal(parse("t.flag t.number=0x10 t.size=3M t.text=a=b t.custom=x -- word"), 0);
	assert_int_equal(console_used, 0);
}

static void says_how_to_write_a_flag(void **state)
{
	(void)state;
	assert_int_equal(parse("t.flag=maybe"), -EINVAL);
	assert_non_null(strstr(console, "write t.flag[=y|n] (a flag)"));
}

static void says_that_a_quote_has_no_end(void **state)
{
	(void)state;
	assert_int_equal(parse("t.text='a b"), -EINVAL);
	assert_string_equal(console, "error: cmdline: a quote has no end\n");
}

static void lists_the_known_options_sorted_for_an_unknown_one(void **state)
{
	static const char *const lines[] = {
		"error: cmdline: unknown option t.unknown=1; known are:\n",
		"\n  help[=y|n]                   list the options and stop\n",
		"\n  t.any=NUMBER                 any number\n",
		"\n  t.custom=...                 own form\n",
		"\n  t.flag[=y|n]                 a flag\n",
		"\n  t.number=2..4000             a number\n",
		"\n  t.size=BYTES[K|M|G]          a size\n",
		"\n  t.text=...                   a text\n",
	};
	const char *last = console;

	(void)state;
	assert_int_equal(parse("t.unknown=1"), -EINVAL);
	assert_ptr_equal(strstr(console, lines[0]), console);
	/* Other libraries of the program have options too. */
	for (size_t i = 1; i < UK_ARRAY_SIZE(lines); i++) {
		const char *found = strstr(last, lines[i]);

		assert_non_null(found);
		last = found;
	}
	assert_int_equal(parse("word -- x"), -EINVAL);
	assert_int_equal(parse("t.fla=y"), -EINVAL);
	assert_int_equal(parse("t.flags=y"), -EINVAL);
	assert_int_equal(parse("=y"), -EINVAL);
}

static void names_the_range(void **state)
{
	(void)state;
	assert_int_equal(parse("t.number=1"), -EINVAL);
	assert_string_equal(console, "error: cmdline: t.number=1 is out of range 2..4000\n");
}

static void refuses_what_is_no_number(void **state)
{
	static const char *const bad[] = { "t.number=",
					   "t.number=x",
					   "t.number=5x",
					   "t.number=0x",
					   "t.number=-3",
					   "t.number= 3",
					   "t.number=5K",
					   "t.size=5KB",
					   "t.size=K",
					   "t.size=5T",
					   "t.size=-1",
					   "t.number",
					   "t.any=18446744073709551616",
					   "t.size=18446744073709551615K",
					   "t.size=17179869184G",
					   "t.text",
					   "t.custom",
					   "t.custom=bad" };

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(bad); i++) {
		assert_int_equal(parse(bad[i]), -EINVAL);
		assert_non_null(strstr(console, "error: cmdline: cannot read t."));
	}
	assert_int_equal(number, 7);
	assert_int_equal(size, 7);
}

static void helps_and_stops(void **state)
{
	(void)state;
	assert_int_equal(parse("t.flag help"), -ECANCELED);
	assert_non_null(strstr(console, "t.number=2..4000"));
	assert_int_equal(parse("-- help"), 0);
	assert_string_equal(uk_cmdline_argv()[1], "help");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(is_silent_when_all_is_well),
		TEST(says_how_to_write_a_flag),
		TEST(says_that_a_quote_has_no_end),
		TEST(lists_the_known_options_sorted_for_an_unknown_one),
		TEST(names_the_range),
		TEST(refuses_what_is_no_number),
		TEST(helps_and_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
