/* SPDX-License-Identifier: BSD-3-Clause */
/* What all allocators share, on an implementation that is the host's malloc(): ASan watches. */
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <uk/alloc.h>
#include <uk/cmdline.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat/console.h>
#include <uk/plat/memory.h>

static bool in_place, out_of_memory;
static size_t ranges_wanted; /* so many ranges must be there before something can be allocated */
static size_t ranges_added;
static size_t last_alignment;
static char console[512];

void ukplat_console_write(const char *data, size_t len)
{
	strncat(console, data, len);
}

static void *host_allocate(struct uk_alloc *alloc, size_t size, size_t alignment)
{
	(void)alloc;
	last_alignment = alignment;
	return out_of_memory || ranges_added < ranges_wanted
		       ? NULL
		       : aligned_alloc(alignment, UK_ALIGN_UP(size + 1, alignment));
}

static void host_release(struct uk_alloc *alloc, void *memory)
{
	(void)alloc;
	free(memory);
}

static size_t host_usable_size(struct uk_alloc *alloc, const void *memory)
{
	(void)alloc;
	return malloc_usable_size((void *)memory);
}

static bool host_resize(struct uk_alloc *alloc, void *memory, size_t size)
{
	return in_place && size <= host_usable_size(alloc, memory);
}

static int host_add_memory(struct uk_alloc *alloc, void *start, size_t size)
{
	(void)alloc;
	(void)start;
	ranges_added += size >= 8192;
	return size < 8192 ? -EINVAL : 0;
}

static const struct uk_alloc_ops host_ops = {
	.allocate = host_allocate,
	.release = host_release,
	.resize = host_resize,
	.usable_size = host_usable_size,
	.add_memory = host_add_memory,
};

/* Nothing is given back and nothing resized. */
static const struct uk_alloc_ops poor_ops = {
	.allocate = host_allocate,
	.usable_size = host_usable_size,
	.add_memory = host_add_memory,
};

static const size_t ranges[] = { 8192, 4096, 1 << 20 };
static size_t ranges_taken;

bool ukplat_memory_take(struct ukplat_memory *memory)
{
	if (ranges_taken == UK_ARRAY_SIZE(ranges))
		return false;
	*memory = (struct ukplat_memory){ (void *)0x10000, ranges[ranges_taken++] };
	return true;
}

size_t ukplat_memory_left(void)
{
	size_t sum = 0;

	for (size_t i = ranges_taken; i < UK_ARRAY_SIZE(ranges); i++)
		sum += ranges[i];
	return sum;
}

static struct uk_alloc host_alloc;

static int start(void **state)
{
	(void)state;
	host_alloc = (struct uk_alloc){ .ops = &host_ops, .name = "host" };
	uk_spin_init(&host_alloc.lock);
	in_place = false;
	out_of_memory = false;
	ranges_taken = UK_ARRAY_SIZE(ranges);
	ranges_wanted = 0;
	ranges_added = 0;
	console[0] = '\0';
	uk_alloc_set_default(&host_alloc);
	return 0;
}

static struct uk_alloc_stats stats_now(void)
{
	struct uk_alloc_stats stats;

	uk_alloc_get_stats(&host_alloc, &stats);
	return stats;
}

static void has_no_memory_before_a_default(void **state)
{
	(void)state;
	assert_null(uk_alloc_default());
	assert_null(uk_malloc(1));
	assert_null(uk_zalloc(1));
	assert_null(uk_realloc(NULL, 1));
	uk_free(NULL);
}

static void takes_memory_when_it_is_needed(void **state)
{
	const size_t all = 8192 + 4096 + (1 << 20);
	void *memory;

	start(state);
	ranges_taken = 0;
	assert_ptr_equal(uk_alloc_default(), &host_alloc);
	assert_int_equal(stats_now().total, all);
	free(uk_malloc(1));
	assert_int_equal(ranges_taken, 0);
	/* One range does. */
	ranges_wanted = 1;
	free(uk_malloc(1));
	assert_int_equal(ranges_taken, 1);
	assert_int_equal(stats_now().total, all);
	/* The next one is too small for this allocator, and is lost. */
	ranges_wanted = 2;
	memory = uk_malloc(1);
	assert_non_null(memory);
	assert_int_equal(ranges_taken, 3);
	assert_int_equal(stats_now().total, all - 4096);
	assert_int_equal(stats_now().failures, 0);
	ranges_wanted = 3;
	assert_null(uk_malloc(1));
	assert_int_equal(stats_now().failures, 1);
	free(memory);
}

static void takes_nothing_for_what_cannot_be(void **state)
{
	start(state);
	ranges_taken = 0;
	ranges_wanted = 4;
	assert_null(uk_malloc(SIZE_MAX / 2));
	assert_null(uk_malloc(2 << 20));
	assert_int_equal(ranges_taken, 0);
	assert_null(uk_malloc(1 << 20));
	assert_int_equal(ranges_taken, 3);
}

static void takes_nothing_for_another_allocator(void **state)
{
	struct uk_alloc other = { .ops = &host_ops, .name = "other" };

	start(state);
	uk_spin_init(&other.lock);
	ranges_taken = 0;
	ranges_wanted = 1;
	assert_null(uk_alloc_allocate(&other, 1, 0));
	assert_int_equal(ranges_taken, 0);
}

/* A larger block cannot be had, but what came while it was looked for lies behind this one. */
static bool comes_behind(struct uk_alloc *alloc, void *memory, size_t size)
{
	(void)alloc;
	(void)memory;
	(void)size;
	return ranges_added == 2;
}

static void grows_into_memory_that_came_meanwhile(void **state)
{
	struct uk_alloc_ops ops = host_ops;
	void *memory;

	start(state);
	ops.resize = comes_behind;
	host_alloc.ops = &ops;
	memory = uk_malloc(100);
	ranges_taken = 0;
	ranges_wanted = 3;
	assert_ptr_equal(uk_realloc(memory, 1000), memory);
	assert_int_equal(ranges_taken, 3);
	uk_free(memory);
	host_alloc.ops = &host_ops;
}

static size_t least_size;

static int create_in(void *start, size_t size, const char *name, struct uk_alloc **out)
{
	if (size < least_size)
		return -EINVAL;
	assert_ptr_equal(start, (void *)0x10000);
	assert_string_equal(name, "picky");
	*out = &host_alloc;
	return 0;
}

static void starts_in_the_first_range_that_is_large_enough(void **state)
{
	(void)state;
	ranges_taken = 0;
	least_size = 1 << 20;
	assert_int_equal(uk_alloc_start_default(create_in, "picky"), 0);
	assert_int_equal(ranges_taken, 3);
	assert_ptr_equal(uk_alloc_default(), &host_alloc);
	ranges_taken = 0;
	least_size = 1 << 21;
	assert_int_equal(uk_alloc_start_default(create_in, "picky"), -ENOMEM);
}

static void aligns(void **state)
{
	void *memory = uk_malloc(1);

	(void)state;
	assert_int_equal(last_alignment, 16);
	uk_free(memory);
	memory = uk_memalign(4096, 100);
	assert_int_equal(last_alignment, 4096);
	uk_free(memory);
	memory = uk_memalign(1, 1);
	assert_int_equal(last_alignment, 16);
	uk_free(memory);
}

static void counts(void **state)
{
	void *a = uk_malloc(100), *b = uk_malloc(200);
	size_t used = malloc_usable_size(a) + malloc_usable_size(b);

	(void)state;
	assert_int_equal(stats_now().used, used);
	assert_int_equal(stats_now().allocations, 2);
	uk_free(a);
	assert_int_equal(stats_now().used, malloc_usable_size(b));
	assert_int_equal(stats_now().peak, used);
	out_of_memory = true;
	assert_null(uk_malloc(1));
	uk_free(b);
	assert_int_equal(stats_now().frees, 2);
	assert_int_equal(stats_now().failures, 1);
	assert_int_equal(stats_now().used, 0);
}

static void zeroes_and_checks_products(void **state)
{
	char *memory = uk_calloc(10, 100);

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(memory[i], 0);
	uk_free(memory);
	assert_null(uk_calloc(SIZE_MAX / 2, 3));
	assert_null(uk_calloc((size_t)1 << 32, (size_t)1 << 32));
	assert_int_equal(stats_now().failures, 2);
}

static void refuses_absurd_sizes(void **state)
{
	(void)state;
	assert_null(uk_malloc(SIZE_MAX));
	assert_null(uk_malloc(SIZE_MAX / 2));
	assert_null(uk_zalloc(SIZE_MAX - 15));
	assert_null(uk_memalign((size_t)1 << 63, 1));
	assert_int_equal(stats_now().failures, 4);
}

static void gives_something_for_nothing(void **state)
{
	void *memory = uk_malloc(0);

	(void)state;
	assert_non_null(memory);
	uk_free(memory);
}

static void grows_by_a_copy(void **state)
{
	char *memory = uk_realloc(NULL, 10);

	(void)state;
	memcpy(memory, "123456789", 10);
	memory = uk_realloc(memory, 10000);
	assert_string_equal(memory, "123456789");
	memory = uk_realloc(memory, 4);
	assert_memory_equal(memory, "1234", 4);
	assert_int_equal(stats_now().used, malloc_usable_size(memory));
	out_of_memory = true;
	assert_null(uk_realloc(memory, 100));
	assert_null(uk_realloc(memory, SIZE_MAX));
	assert_memory_equal(memory, "1234", 4);
	uk_free(memory);
	assert_int_equal(stats_now().used, 0);
	assert_int_equal(stats_now().allocations, stats_now().frees);
}

static void grows_in_place_where_it_can(void **state)
{
	char *memory = uk_malloc(100);

	(void)state;
	in_place = true;
	assert_ptr_equal(uk_realloc(memory, 50), memory);
	assert_int_equal(stats_now().allocations, 1);
	uk_free(memory);
}

static void does_without_what_an_implementation_lacks(void **state)
{
	void *memory, *moved;
	size_t used;

	(void)state;
	host_alloc.ops = &poor_ops;
	memory = uk_malloc(10);
	used = stats_now().used;
	uk_free(memory);
	assert_int_equal(stats_now().used, used);
	assert_int_equal(stats_now().frees, 1);
	moved = uk_realloc(memory, 1000);
	assert_ptr_not_equal(moved, memory);
	free(memory);
	free(moved);
}

UK_TABLE_DECLARE(exit);

static void run_exit_functions(void)
{
	uk_table_for_each (slot, exit)
		((const struct uk_exit *)*slot)->run(0);
}

static void reports_when_asked(void **state)
{
	char line[] = "alloc.stats";
	char expected[256];
	void *memory = uk_malloc(100);

	(void)state;
	run_exit_functions();
	assert_string_equal(console, "");
	assert_int_equal(uk_cmdline_parse(line), 0);
	run_exit_functions();
	sprintf(expected,
		"alloc: host total=0 used=%zu peak=%zu allocations=1 frees=0 failures=0\n",
		malloc_usable_size(memory), malloc_usable_size(memory));
	assert_string_equal(console, expected);
	uk_free(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_no_memory_before_a_default),
		cmocka_unit_test(takes_memory_when_it_is_needed),
		cmocka_unit_test(takes_nothing_for_what_cannot_be),
		cmocka_unit_test(takes_nothing_for_another_allocator),
		cmocka_unit_test(grows_into_memory_that_came_meanwhile),
		cmocka_unit_test(starts_in_the_first_range_that_is_large_enough),
		cmocka_unit_test_setup(aligns, start),
		cmocka_unit_test_setup(counts, start),
		cmocka_unit_test_setup(zeroes_and_checks_products, start),
		cmocka_unit_test_setup(refuses_absurd_sizes, start),
		cmocka_unit_test_setup(gives_something_for_nothing, start),
		cmocka_unit_test_setup(grows_by_a_copy, start),
		cmocka_unit_test_setup(grows_in_place_where_it_can, start),
		cmocka_unit_test_setup(does_without_what_an_implementation_lacks, start),
		cmocka_unit_test_setup(reports_when_asked, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
