/* SPDX-License-Identifier: BSD-3-Clause */
/* The vDSO of this machine, and broken ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <uk/base.h>

#include "linuxu.h"

enum { PAGE = 4096, COPY = 2 * PAGE, ROUNDS = 20000 };

static const void *vdso(void)
{
	const void *image = (const void *)getauxval(AT_SYSINFO_EHDR);

	if (!image)
		skip();
	return image;
}

static void finds_a_function_that_works(void **state)
{
	int (*clock)(int, struct timespec *) = linuxu_vdso_function(vdso(), "__vdso_clock_gettime");
	struct timespec before, now;

	(void)state;
	assert_non_null(clock);
	clock_gettime(CLOCK_MONOTONIC, &before);
	assert_int_equal(clock(CLOCK_MONOTONIC, &now), 0);
	assert_true(now.tv_sec >= before.tv_sec && now.tv_sec < before.tv_sec + 10);
}

static void other_names_are_not_there(void **state)
{
	(void)state;
	assert_null(linuxu_vdso_function(vdso(), "__vdso_clock_gettim"));
	assert_null(linuxu_vdso_function(vdso(), "__vdso_clock_gettime_"));
	assert_null(linuxu_vdso_function(vdso(), ""));
	assert_null(linuxu_vdso_function(NULL, "__vdso_clock_gettime"));
}

/* Headers, dynamic section and symbols lie in the first pages; behind them nothing can be read. */
static void broken_ones_are_not_read_beyond_their_size(void **state)
{
	const void *image = vdso();
	uint8_t *copy =
		mmap(NULL, COPY + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const size_t first_load_size = 64 + 32;
	uint64_t size = COPY;

	(void)state;
	assert_ptr_not_equal(copy, MAP_FAILED);
	assert_int_equal(mprotect(copy + COPY, PAGE, PROT_NONE), 0);
	srand(1);
	for (int round = 0; round < ROUNDS; round++) {
		memcpy(copy, image, COPY);
		for (int i = rand() % 20; i >= 0; i--)
			copy[(size_t)rand() % 2048 + 128] = (uint8_t)rand();
		/* What is trusted: where the kernel says that the one segment is. */
		memcpy(copy + first_load_size, &size, sizeof(size));
		memset(copy + 64 + 8, 0, 16);
		linuxu_vdso_function(copy, "__vdso_clock_gettime");
	}
	munmap(copy, COPY + PAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_a_function_that_works),
		cmocka_unit_test(other_names_are_not_there),
		cmocka_unit_test(broken_ones_are_not_read_beyond_their_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
