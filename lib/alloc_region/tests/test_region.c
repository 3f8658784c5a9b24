/* SPDX-License-Identifier: BSD-3-Clause */
/* Allocations do not overlap, end where the region ends, and all come back at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <uk/alloc_region.h>
#include <uk/errno.h>

enum { SIZE = 4096 };

static char *memory;
static struct uk_alloc *alloc;

static int start(void **state)
{
	(void)state;
	memory = aligned_alloc(64, SIZE);
	return uk_alloc_region_create(memory, SIZE, "test", &alloc);
}

static int stop(void **state)
{
	(void)state;
	free(memory);
	return 0;
}

static size_t used(void)
{
	struct uk_alloc_stats stats;

	uk_alloc_get_stats(alloc, &stats);
	return stats.used;
}

static void refuses_a_range_that_is_too_small_or_misaligned(void **state)
{
	_Alignas(16) char range[SIZE];
	struct uk_alloc *none;
	size_t least = 0;

	(void)state;
	while (uk_alloc_region_create(range, least, "small", &none))
		least++;
	assert_in_range(least, 64, 256);
	assert_non_null(uk_alloc_allocate(none, 16, 0));
	assert_null(uk_alloc_allocate(none, 1, 0));
	assert_int_equal(uk_alloc_region_create(range + 8, SIZE - 8, "odd", &none), -EINVAL);
	assert_int_equal(uk_alloc_add_memory(alloc, range + 1, 1024), -EINVAL);
	assert_int_equal(uk_alloc_add_memory(alloc, range, 16), -EINVAL);
}

static void gives_disjoint_aligned_memory_up_to_the_end(void **state)
{
	char *before = memory, *p;
	unsigned int count = 0;

	(void)state;
	while ((p = uk_alloc_allocate(alloc, 100, 0))) {
		assert_int_equal((uintptr_t)p % 16, 0);
		assert_true(p >= before && p + 100 <= memory + SIZE);
		memset(p, 0xff, 100);
		before = p + 100;
		count++;
	}
	assert_int_equal(count, (SIZE - 112) / 128);
	assert_int_equal(used(), count * 112);
}

static void joins_ranges_that_meet(void **state)
{
	struct uk_alloc *half;
	char *p;

	(void)state;
	assert_int_equal(uk_alloc_region_create(memory, SIZE / 2, "half", &half), 0);
	assert_null(uk_alloc_allocate(half, SIZE / 2, 0));
	assert_int_equal(uk_alloc_add_memory(half, memory + SIZE / 2, SIZE / 2), 0);
	p = uk_alloc_allocate(half, SIZE / 2, 0);
	assert_true(p >= memory && p < memory + SIZE / 2);
	assert_null(uk_alloc_allocate(half, SIZE / 2, 0));
}

static void aligns_to_more(void **state)
{
	(void)state;
	for (size_t alignment = 16; alignment <= 1024; alignment *= 2) {
		char *p = uk_alloc_allocate(alloc, 1, alignment);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % alignment, 0);
	}
	assert_null(uk_alloc_allocate(alloc, 1, (size_t)1 << 30));
	assert_null(uk_alloc_allocate(alloc, 1, (size_t)1 << 61));
	assert_null(uk_alloc_allocate(alloc, (size_t)1 << 61, 16));
}

static void resizes_the_newest_in_place(void **state)
{
	char *a = uk_alloc_allocate(alloc, 10, 0), *b, *moved;

	(void)state;
	strcpy(a, "a text");
	assert_ptr_equal(uk_alloc_resize(alloc, a, 500), a);
	assert_int_equal(used(), 512);
	assert_ptr_equal(uk_alloc_resize(alloc, a, 20), a);
	b = uk_alloc_allocate(alloc, 10, 0);
	assert_true(b < a + 64);
	assert_ptr_equal(uk_alloc_resize(alloc, a, 5), a);
	moved = uk_alloc_resize(alloc, a, 200);
	assert_true(moved > b);
	assert_string_equal(moved, "a text");
	assert_null(uk_alloc_resize(alloc, moved, SIZE));
	assert_string_equal(moved, "a text");
}

static void gives_all_back_at_once(void **state)
{
	char *first = uk_alloc_allocate(alloc, 1000, 0);

	(void)state;
	uk_alloc_release(alloc, first);
	assert_int_equal(used(), 1008);
	assert_non_null(uk_alloc_allocate(alloc, 2000, 0));
	assert_null(uk_alloc_allocate(alloc, 2000, 0));
	uk_alloc_region_reset(alloc);
	assert_int_equal(used(), 0);
	assert_ptr_equal(uk_alloc_allocate(alloc, 2000, 0), first);
}

static void takes_further_ranges(void **state)
{
	_Alignas(16) char more[1024];
	char *p;

	(void)state;
	assert_null(uk_alloc_allocate(alloc, SIZE, 0));
	while (uk_alloc_allocate(alloc, 512, 0))
		;
	assert_int_equal(uk_alloc_add_memory(alloc, more, sizeof(more)), 0);
	p = uk_alloc_allocate(alloc, 512, 0);
	assert_true(p > more && p + 512 <= more + sizeof(more));
	uk_alloc_region_reset(alloc);
	p = uk_alloc_allocate(alloc, 512, 0);
	assert_true(p > memory && p < memory + SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(refuses_a_range_that_is_too_small_or_misaligned,
						start, stop),
		cmocka_unit_test_setup_teardown(gives_disjoint_aligned_memory_up_to_the_end, start,
						stop),
		cmocka_unit_test_setup_teardown(joins_ranges_that_meet, start, stop),
		cmocka_unit_test_setup_teardown(aligns_to_more, start, stop),
		cmocka_unit_test_setup_teardown(resizes_the_newest_in_place, start, stop),
		cmocka_unit_test_setup_teardown(gives_all_back_at_once, start, stop),
		cmocka_unit_test_setup_teardown(takes_further_ranges, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
