/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line is taken whole or not at all, and quoted so that it can be read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <uk/errno.h>

#include <common/boot.h>

#define line (ukplat_boot_data.command_line)

static int empty(void **state)
{
	(void)state;
	line[0] = '\0';
	return 0;
}

static void copies(void **state)
{
	(void)state;
	assert_int_equal(ukplat_command_line_set("a=1 -- x", 100), 0);
	assert_string_equal(line, "a=1 -- x");
	assert_int_equal(ukplat_command_line_set(NULL, 0), 0);
	assert_string_equal(line, "");
}

static void refuses_what_is_too_long(void **state)
{
	char text[UKPLAT_COMMAND_LINE_MAX + 1];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[UKPLAT_COMMAND_LINE_MAX - 1] = '\0';
	assert_int_equal(ukplat_command_line_set(text, sizeof(text)), 0);
	assert_string_equal(line, text);
	text[UKPLAT_COMMAND_LINE_MAX - 1] = 'x';
	text[UKPLAT_COMMAND_LINE_MAX] = '\0';
	assert_int_equal(ukplat_command_line_set(text, sizeof(text)), -E2BIG);
}

static void refuses_what_does_not_end(void **state)
{
	char *text = malloc(5);

	(void)state;
	memcpy(text, "abcde", 5);
	assert_int_equal(ukplat_command_line_set(text, 5), -E2BIG);
	free(text);
}

static void words_are_quoted(void **state)
{
	(void)state;
	assert_int_equal(ukplat_command_line_add("a=b c"), 0);
	assert_int_equal(ukplat_command_line_add(""), 0);
	assert_int_equal(ukplat_command_line_add("it's \"\\\"\n"), 0);
	assert_string_equal(line, "a=b\\ c \"\" it\\'s\\ \\\"\\\\\\\"\\\n");
}

/* Fills the line byte by byte: every length is taken exactly when it fits. */
static void a_word_that_does_not_fit_changes_nothing(void **state)
{
	char word[UKPLAT_COMMAND_LINE_MAX + 2], before[UKPLAT_COMMAND_LINE_MAX];

	for (size_t len = 1; len <= UKPLAT_COMMAND_LINE_MAX; len++) {
		memset(word, 'x', len);
		word[len] = '\0';
		empty(state);
		ukplat_command_line_add("a");
		memcpy(before, line, sizeof(before));
		if (len + 2 < UKPLAT_COMMAND_LINE_MAX) {
			assert_int_equal(ukplat_command_line_add(word), 0);
			assert_int_equal(strlen(line), len + 2);
		} else {
			assert_int_equal(ukplat_command_line_add(word), -E2BIG);
			assert_string_equal(line, "a");
		}
	}
	memset(word, ' ', 1100);
	word[1100] = '\0';
	assert_int_equal(ukplat_command_line_add(word), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(copies, empty),
		cmocka_unit_test_setup(refuses_what_is_too_long, empty),
		cmocka_unit_test_setup(refuses_what_does_not_end, empty),
		cmocka_unit_test_setup(words_are_quoted, empty),
		cmocka_unit_test_setup(a_word_that_does_not_fit_changes_nothing, empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
