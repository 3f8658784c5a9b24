/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls by number: present, absent, out of range. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/boot.h>
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/syscall.h>

static int warnings;

void uk_log(enum uk_log_level level, const char *text, ...)
{
	(void)level;
	(void)text;
	warnings++;
}

UK_SYSCALL(write, 3, fd, buffer, len)
{
	return fd * 100 + buffer * 10 + len;
}

UK_SYSCALL(pselect6, 6, a, b, c, d, e, f)
{
	return a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f;
}

static void calls_what_is_linked(void **state)
{
	(void)state;
	assert_int_equal(uk_syscall(UK_NR_write, 1, 2, 3, 9, 9, 9), 123);
	assert_int_equal(uk_syscall(UK_NR_pselect6, 1, 2, 3, 4, 5, 6), 654321);
	assert_int_equal(uk_syscall(UK_NR_getpid, 0, 0, 0, 0, 0, 0), 1);
	assert_int_equal(warnings, 0);
}

static void says_once_what_is_absent(void **state)
{
	static const long absent[] = { UK_NR_read, 500, 15, -1, 1L << 40 };

	(void)state;
	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < UK_ARRAY_SIZE(absent); i++)
			assert_int_equal(uk_syscall(absent[i], 0, 0, 0, 0, 0, 0), -ENOSYS);
	/* Those that are no number at all share one line. */
	assert_int_equal(warnings, 4);
}

static jmp_buf ended;
static int status;

void uk_boot_exit(int how)
{
	status = how;
	longjmp(ended, 1);
}

static void ends_the_image(void **state)
{
	(void)state;
	if (setjmp(ended) == 0)
		uk_syscall(UK_NR_exit_group, 0x103, 0, 0, 0, 0, 0);
	assert_int_equal(status, 3);
}

static void names_the_system(void **state)
{
	char name[6][65];

	(void)state;
	assert_int_equal(uk_syscall(UK_NR_uname, (long)name, 0, 0, 0, 0, 0), 0);
	assert_string_equal(name[0], "Skerry");
	assert_string_equal(name[4], "x86_64");
	assert_int_equal(uk_syscall(UK_NR_uname, 0, 0, 0, 0, 0, 0), -EFAULT);
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_what_is_linked),
		cmocka_unit_test(says_once_what_is_absent),
		cmocka_unit_test(ends_the_image),
		cmocka_unit_test(names_the_system),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
