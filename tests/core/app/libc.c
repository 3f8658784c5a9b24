/* SPDX-License-Identifier: BSD-3-Clause */
/* The C library: formats, numbers, errno, stdio, constructors. */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <uk/syscall.h>

#include "check.h"

static bool same(const char *expected, const char *format, double a, double b)
{
	char text[128];
	int len = snprintf(text, sizeof(text), format, a, b);

	return len == (int)strlen(expected) && strcmp(text, expected) == 0;
}

void prints_floats(void)
{
	char text[64];

	CHECK(same("3.142 -0.50", "%.3f %.2f", M_PI, -0.5));
	CHECK(same("1.000000e+300 1e-05", "%e %g", 1e300, 0.00001));
	CHECK(same("inf nan", "%f %f", INFINITY, (double)NAN));
	CHECK(same("0x1.8p+0 1.4142135623730951", "%a %.17g", 1.5, sqrt(2)));
	CHECK_EQUAL(
		snprintf(text, sizeof(text), "%Lg %lld %zu %s", 2.5L, 1LL << 62, sizeof(text), "x"),
		28);
	CHECK_EQUAL(strcmp(text, "2.5 4611686018427387904 64 x"), 0);
}

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

void reads_numbers(void)
{
	int numbers[] = { 5, 3, 9, 1, 7 }, a = 0;
	double x = 0;
	char *end;

	CHECK_EQUAL(strtod("-12.5e2x", &end), -1250.0);
	CHECK_EQUAL(*end, 'x');
	errno = 0;
	CHECK_EQUAL(strtol("99999999999999999999", NULL, 10), LONG_MAX);
	CHECK_EQUAL(errno, ERANGE);
	CHECK_EQUAL(sscanf("17 0.25", "%d %lf", &a, &x), 2);
	CHECK(a == 17 && x == 0.25);
	qsort(numbers, 5, sizeof(int), compare);
	CHECK(numbers[0] == 1 && numbers[2] == 5 && numbers[4] == 9);
}

static void set_errno(void *arg)
{
	errno = *(int *)arg;
	usleep(1000);
	CHECK_EQUAL(errno, *(int *)arg);
	CHECK_EQUAL(close(12345), -1);
	CHECK_EQUAL(errno, EBADF);
}

void errno_per_thread(void)
{
	int first = EPERM, second = ENOENT;
	struct uk_thread *a = spawn("first", set_errno, &first),
			 *b = spawn("second", set_errno, &second);

	errno = EIO;
	join(a);
	join(b);
	CHECK_EQUAL(errno, EIO);
}

static void print_lines(void *name)
{
	for (int i = 0; i < 3; i++) {
		printf("%s", (char *)name);
		uk_thread_yield();
		printf(" line %d\n", i);
	}
}

void stdio_in_threads(void)
{
	struct uk_thread *a = spawn("printer", print_lines, "one"),
			 *b = spawn("printer", print_lines, "two");

	join(a);
	join(b);
	CHECK_EQUAL(printf("after the threads\n"), 18);
}

static int constructed;

static __attribute__((constructor)) void construct(void)
{
	constructed = constructed * 10 + 2;
}

static __attribute__((constructor(200))) void construct_early(void)
{
	constructed = constructed * 10 + 1;
}

void constructors_ran(void)
{
	CHECK_EQUAL(constructed, 12);
}

/* As a C library or a binary would that has only numbers. */
void calls_by_number(void)
{
	CHECK_EQUAL(uk_syscall(UK_NR_getpid, 0, 0, 0, 0, 0, 0), 1);
	CHECK_EQUAL(uk_syscall(UK_NR_write, 1, (long)"by number\n", 10, 0, 0, 0), 10);
	CHECK_EQUAL(uk_syscall(UK_NR_close, 999, 0, 0, 0, 0, 0), -EBADF);
	CHECK_EQUAL(uk_syscall(UK_NR_sched_yield, 0, 0, 0, 0, 0, 0), 0);
	for (int i = 0; i < 2; i++)
		CHECK_EQUAL(uk_syscall(424, 0, 0, 0, 0, 0, 0), -ENOSYS);
}

void names_and_environment(void)
{
	time_t when = 86400 * 365;
	char text[32];

	CHECK_EQUAL(getpid(), 1);
	CHECK_EQUAL(getenv("HOME"), NULL);
	CHECK_EQUAL(setenv("HOME", "/", 1), 0);
	CHECK_EQUAL(strcmp(getenv("HOME"), "/"), 0);
	CHECK_EQUAL(strftime(text, sizeof(text), "%Y-%m-%d", gmtime(&when)), 10);
	CHECK_EQUAL(strcmp(text, "1971-01-01"), 0);
	CHECK_EQUAL(fopen("/nowhere", "r"), NULL);
	CHECK_EQUAL(errno, ENOSYS);
}
