/* SPDX-License-Identifier: BSD-3-Clause */
/* Command lines, right and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "netbench.h"

enum { WORDS = 16 };

/* Parses words that stand in one string, with single spaces between. */
static const char *parse(struct netbench_options *options, const char *line)
{
	static char copy[256];
	static char *argv[WORDS + 1];
	int argc = 0;

	assert_true(strlen(line) < sizeof(copy));
	snprintf(copy, sizeof(copy), "%s", line);
	memset(argv, 0, sizeof(argv));
	for (char *word = strtok(copy, " "); word && argc < WORDS; word = strtok(NULL, " "))
		argv[argc++] = word;
	return netbench_options_parse(options, argc, argv);
}

static void serves_by_default(void **state)
{
	struct netbench_options options;

	(void)state;
	assert_null(parse(&options, "netbench"));
	assert_null(options.host);
	assert_int_equal(options.port, 9001);
	assert_null(parse(&options, "netbench -p 65533"));
	assert_int_equal(options.port, 65533);
	assert_null(parse(&options, ""));
}

static void reads_what_a_client_is_to_do(void **state)
{
	struct netbench_options options;

	(void)state;
	assert_null(parse(&options, "netbench -t 3 -c 10.0.0.1 udp -P 8 -l 1400 -p 7"));
	assert_string_equal(options.host, "10.0.0.1");
	assert_int_equal(options.mode, NETBENCH_ECHO_UDP);
	assert_int_equal(options.seconds, 3);
	assert_int_equal(options.streams, 8);
	assert_int_equal(options.size, 1400);
	assert_int_equal(options.port, 7);
	for (int mode = NETBENCH_SEND; mode <= NETBENCH_ECHO_UDP; mode++) {
		char line[64];

		snprintf(line, sizeof(line), "netbench -c ::1 %s",
			 netbench_mode_name((enum netbench_mode)mode));
		assert_null(parse(&options, line));
		assert_int_equal(options.mode, mode);
	}
}

static void refuses_the_rest(void **state)
{
	static const char *const wrong[] = {
		"netbench x",
		"netbench -",
		"netbench -x 1",
		"netbench -tt 1",
		"netbench -t",
		"netbench -t 0",
		"netbench -t 1s",
		"netbench -t -1",
		"netbench -t +1",
		"netbench -t 86401",
		"netbench -p 0",
		"netbench -p 65534",
		"netbench -l 0",
		"netbench -l 1401",
		"netbench -P 0",
		"netbench -P 99999",
		"netbench -c",
		"netbench -c a",
		"netbench -c a b",
		"netbench -c a sin",
		"netbench -c a sink -t",
		"netbench -t 99999999999999999999999999",
	};
	struct netbench_options options;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (!parse(&options, wrong[i]))
			fail_msg("taken: %s", wrong[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serves_by_default),
		cmocka_unit_test(reads_what_a_client_is_to_do),
		cmocka_unit_test(refuses_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
