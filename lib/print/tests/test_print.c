/* SPDX-License-Identifier: BSD-3-Clause */
/* What reaches the console. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/plat/clock.h>
#include <uk/plat/console.h>
#include <uk/print.h>

#include "../log.h"

static char console[4096];
static size_t console_used;
static unsigned int console_writes;

void ukplat_console_write(const char *data, size_t len)
{
	assert_true(console_used + len < sizeof(console));
	memcpy(console + console_used, data, len);
	console_used += len;
	console[console_used] = '\0';
	console_writes++;
}

uint64_t ukplat_clock_monotonic(void)
{
	return 12 * UK_NSEC_PER_SEC + 345678901;
}

static int start_console(void **state)
{
	(void)state;
	console_used = 0;
	console[0] = '\0';
	console_writes = 0;
	uk_print_level = UK_LOG_WARNING;
	return 0;
}

static void writes_a_line_at_once(void **state)
{
	(void)state;
	assert_int_equal(uk_printf("%s %d\n", "line", 1), 7);
	assert_string_equal(console, "line 1\n");
	assert_int_equal(console_writes, 1);
	uk_printf("%s", "");
	assert_int_equal(console_writes, 1);
}

static void writes_a_long_text_whole(void **state)
{
	char text[1001];

	(void)state;
	memset(text, 'a', 1000);
	text[1000] = '\0';
	assert_int_equal(uk_printf("%sb", text), 1001);
	assert_int_equal(console_used, 1001);
	assert_int_equal(console[1000], 'b');
	assert_int_equal(console_writes, 4);
}

static void logs_up_to_the_level(void **state)
{
	(void)state;
	uk_error("net: link %d", 1);
	uk_warning("net: slow");
	uk_info("net: up");
	assert_string_equal(console, "error: net: link 1\nwarning: net: slow\n");
	assert_int_equal(console_writes, 2);

	start_console(NULL);
	uk_print_level = UK_LOG_DEBUG;
	uk_info("net: up");
	uk_log(UK_LOG_DEBUG, "net: frame");
	assert_string_equal(console, "net: up\ndebug: net: frame\n");

	start_console(NULL);
	uk_print_level = UK_LOG_ERROR;
	uk_warning("net: slow");
	assert_int_equal(console_used, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(writes_a_line_at_once, start_console),
		cmocka_unit_test_setup(writes_a_long_text_whole, start_console),
		cmocka_unit_test_setup(logs_up_to_the_level, start_console),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
