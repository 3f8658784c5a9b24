/* SPDX-License-Identifier: BSD-3-Clause */
/* The formats of a crash report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format.h"

static char text[200];

static void put(const char *piece, size_t len)
{
	strncat(text, piece, len);
}

static void format(const char *format, ...)
{
	va_list args;

	text[0] = '\0';
	va_start(args, format);
	ukplat_format(put, format, args);
	va_end(args);
}

static void formats(void **state)
{
	(void)state;
	format("%s|%s|%c|%d|%u|%x", "abc", NULL, 'z', -2147483647 - 1, 4294967295u, 0xbeefu);
	assert_string_equal(text, "abc|(null)|z|-2147483648|4294967295|beef");
	format("%lx %lu %ld %p %%", UINT64_MAX, UINT64_MAX, (long)-5, (void *)0x1f);
	assert_string_equal(text, "ffffffffffffffff 18446744073709551615 -5 0x1f %");
}

static void unknown_formats_stand_as_they_are(void **state)
{
	(void)state;
	format("%q %d%", 7);
	assert_string_equal(text, "%q 7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats),
		cmocka_unit_test(unknown_formats_stand_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
