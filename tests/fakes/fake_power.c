/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of an image, in a program that goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <uk/assert.h>
#include <uk/plat/crash.h>
#include <uk/plat/power.h>

#include "fake_internal.h"
#include "fakes.h"

jmp_buf fake_exit_jump;
bool fake_exit_expected;
int fake_exit_status;

static void (*stop_handler)(void);

FAKE void ukplat_exit(int status)
{
	if (!fake_exit_expected) {
		fail_msg("ukplat_exit(%d)", status);
		abort();
	}
	fake_exit_expected = false;
	fake_exit_status = status;
	longjmp(fake_exit_jump, 1);
}

FAKE void ukplat_stop_set_handler(void (*handler)(void))
{
	stop_handler = handler;
}

void fake_stop(void)
{
	if (stop_handler)
		stop_handler();
}

FAKE void uk_crash_print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
}

FAKE void uk_crash(const char *reason, ...)
{
	va_list args;

	va_start(args, reason);
	vfprintf(stderr, reason, args);
	va_end(args);
	fprintf(stderr, "\n");
	ukplat_exit(UKPLAT_STATUS_CRASH);
}

FAKE void uk_assert_failed(const char *expression, const char *file, int line)
{
	mock_assert(0, expression, file, line);
	abort();
}
