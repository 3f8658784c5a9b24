/* SPDX-License-Identifier: BSD-3-Clause */
/* The heap against a model at random, and its structure after each step. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <uk/alloc_tlsf.h>
#include <uk/errno.h>

#include "../block.h"
#include "../free_lists.h"

enum { SIZE = 1 << 20 };

static char *memory;
static struct uk_alloc *alloc;
static size_t own; /* bytes of the heap's state before its first block */

static int start(void **state)
{
	void *first;

	(void)state;
	memory = aligned_alloc(4096, SIZE);
	assert_int_equal(uk_alloc_tlsf_create(memory, SIZE, "test", &alloc), 0);
	first = uk_alloc_allocate(alloc, 1, 0);
	own = (size_t)((char *)block_of(first) - memory);
	uk_alloc_release(alloc, first);
	return 0;
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

/* Walks a range: blocks meet, point back, no two free ones are neighbours. Return: bytes in use. */
static size_t check_range(char *from, char *to)
{
	struct block *block = (struct block *)from, *before = NULL;
	size_t in_use = 0;

	for (; block->size; before = block, block = block_after(block)) {
		assert_true((char *)block >= from && (char *)block < to);
		assert_ptr_equal(block->before, before);
		assert_int_equal(block->size % UNIT, 0);
		assert_true(block->tag == TAG_FREE || block->tag == TAG_USED);
		assert_false(before && is_free(before) && is_free(block));
		if (!is_free(block))
			in_use += block->size;
	}
	assert_ptr_equal((char *)block + HEADER, to);
	assert_ptr_equal(block->before, before);
	return in_use;
}

static size_t check(void)
{
	return check_range(memory + own, memory + SIZE);
}

static bool is_one_free_block(void)
{
	struct block *block = (struct block *)(memory + own);

	return is_free(block) && block->size == SIZE - own - 2 * HEADER;
}

static void refuses_a_range_that_is_too_small_or_misaligned(void **state)
{
	struct uk_alloc *none;
	size_t least = 0;

	(void)state;
	assert_int_equal(uk_alloc_tlsf_create(memory + 8, 65536, "odd", &none), -EINVAL);
	assert_int_equal(uk_alloc_add_memory(alloc, memory + 8, 4096), -EINVAL);
	assert_int_equal(uk_alloc_add_memory(alloc, memory, 47), -EINVAL);
	while (uk_alloc_tlsf_create(memory, least, "small", &none))
		least++;
	assert_int_equal(least, own + 48);
	assert_in_range(least, 4096, 4608);
	assert_non_null(uk_alloc_allocate(none, 16, 0));
	assert_null(uk_alloc_allocate(none, 1, 0));
}

static void gives_each_size_and_takes_it_back(void **state)
{
	(void)state;
	for (size_t size = 0; size < 5000; size++) {
		char *p = uk_alloc_allocate(alloc, size, 0);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % 16, 0);
		assert_in_range(used(), size, size + 16);
		memset(p, 0xff, size);
		check();
		uk_alloc_release(alloc, p);
		assert_true(is_one_free_block());
	}
}

static void gives_its_last_byte(void **state)
{
	size_t all = SIZE - own - 2 * HEADER;
	void *p;

	(void)state;
	assert_null(uk_alloc_allocate(alloc, all + 1, 0));
	p = uk_alloc_allocate(alloc, all, 0);
	assert_non_null(p);
	assert_null(uk_alloc_allocate(alloc, 1, 0));
	uk_alloc_release(alloc, p);
	assert_true(is_one_free_block());
	p = uk_alloc_allocate(alloc, all - 100, 0);
	assert_non_null(p);
	assert_non_null(uk_alloc_allocate(alloc, 48, 0));
	check();
}

static void aligns(void **state)
{
	(void)state;
	for (size_t alignment = 16; alignment <= 65536; alignment *= 2) {
		for (size_t size = 1; size < 3000; size += 97) {
			char *before = uk_alloc_allocate(alloc, size, 0);
			char *p = uk_alloc_allocate(alloc, size, alignment);

			assert_non_null(p);
			assert_int_equal((uintptr_t)p % alignment, 0);
			memset(p, 0xff, size);
			check();
			uk_alloc_release(alloc, before);
			uk_alloc_release(alloc, p);
			assert_true(is_one_free_block());
		}
	}
	assert_null(uk_alloc_allocate(alloc, 16, 2 * SIZE));
	assert_null(uk_alloc_allocate(alloc, 16, (size_t)1 << 45));
	assert_null(uk_alloc_allocate(alloc, (size_t)1 << 45, 16));
}

static void merges_with_both_neighbours(void **state)
{
	static const int orders[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
					 { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(orders); i++) {
		void *p[3];

		for (int j = 0; j < 3; j++)
			p[j] = uk_alloc_allocate(alloc, 1000, 0);
		for (int j = 0; j < 3; j++) {
			uk_alloc_release(alloc, p[orders[i][j]]);
			check();
		}
		assert_true(is_one_free_block());
	}
}

static void resizes_in_place(void **state)
{
	char *a = uk_alloc_allocate(alloc, 100, 0);

	(void)state;
	strcpy(a, "a text");
	assert_ptr_equal(uk_alloc_resize(alloc, a, 10000), a);
	assert_int_equal(check(), 10000);
	assert_ptr_equal(uk_alloc_resize(alloc, a, 50), a);
	assert_int_equal(check(), 64);
	assert_ptr_equal(uk_alloc_resize(alloc, a, 0), a);
	assert_int_equal(check(), 16);
	assert_string_equal(a, "a text");
	uk_alloc_release(alloc, a);
	assert_true(is_one_free_block());
}

static void moves_what_cannot_grow_in_place(void **state)
{
	char *a = uk_alloc_allocate(alloc, 100, 0);
	char *b = uk_alloc_allocate(alloc, 100, 0), *moved;

	(void)state;
	strcpy(a, "a text");
	moved = uk_alloc_resize(alloc, a, 1000);
	assert_true(moved > b);
	assert_string_equal(moved, "a text");
	assert_null(uk_alloc_resize(alloc, moved, 2 * SIZE));
	assert_string_equal(moved, "a text");
	check();
	uk_alloc_release(alloc, b);
	uk_alloc_release(alloc, moved);
	assert_true(is_one_free_block());
}

static void takes_further_ranges(void **state)
{
	char *more = aligned_alloc(4096, 65536);
	void *p[2000];
	size_t count = 0, in_more = 0;

	(void)state;
	assert_int_equal(uk_alloc_add_memory(alloc, more, 65536), 0);
	while ((p[count] = uk_alloc_allocate(alloc, 1000, 0))) {
		in_more += (char *)p[count] >= more && (char *)p[count] < more + 65536;
		count++;
	}
	assert_true(in_more > 60);
	assert_int_equal(check() + check_range(more, more + 65536), used());
	while (count)
		uk_alloc_release(alloc, p[--count]);
	assert_int_equal(check_range(more, more + 65536), 0);
	assert_true(is_one_free_block());
	free(more);
}

/* Memory that comes piece by piece serves what reaches over several pieces. */
static void joins_ranges_that_meet(void **state)
{
	enum { PIECE = 65536, PIECES = 4 };
	char *more = aligned_alloc(4096, PIECE * PIECES), *p, *q;

	(void)state;
	assert_int_equal(uk_alloc_add_memory(alloc, more, PIECE), 0);
	p = uk_alloc_allocate(alloc, SIZE - own - 2 * HEADER, 0);
	assert_non_null(p);
	q = uk_alloc_allocate(alloc, PIECE - 2 * HEADER, 0);
	assert_ptr_equal(q, more + HEADER);
	/* Behind a block in use, and behind a free one. */
	assert_int_equal(uk_alloc_add_memory(alloc, more + PIECE, PIECE), 0);
	check_range(more, more + 2 * PIECE);
	for (int i = 2; i < PIECES; i++)
		assert_int_equal(uk_alloc_add_memory(alloc, more + i * PIECE, PIECE), 0);
	check_range(more, more + PIECES * PIECE);
	assert_ptr_equal(uk_alloc_resize(alloc, q, PIECES * PIECE - 2 * HEADER), q);
	assert_int_equal(check_range(more, more + PIECES * PIECE), PIECES * PIECE - 2 * HEADER);
	uk_alloc_release(alloc, q);
	uk_alloc_release(alloc, p);
	assert_int_equal(check_range(more, more + PIECES * PIECE), 0);
	free(more);
}

/* Every block of a list is large enough for what the list is searched for: no list is ever walked. */
static void finds_what_is_large_enough(void **state)
{
	struct free_lists *lists = calloc(1, sizeof(*lists));
	struct block block;

	(void)state;
	for (size_t size = 16; size < 1 << 14; size += 16) {
		block.size = size;
		uk_tlsf_insert(lists, &block);
		for (size_t wanted = 16; wanted < 1 << 14; wanted += 16)
			assert_ptr_equal(uk_tlsf_find(lists, wanted),
					 wanted <= size ? &block : NULL);
		uk_tlsf_remove(lists, &block);
		assert_int_equal(lists->firsts, 0);
	}
	for (unsigned int bit = 14; bit < 38; bit++) {
		block.size = ((size_t)2 << bit) - 16;
		uk_tlsf_insert(lists, &block);
		assert_ptr_equal(uk_tlsf_find(lists, block.size), &block);
		assert_ptr_equal(uk_tlsf_find(lists, block.size - 16), &block);
		assert_null(uk_tlsf_find(lists, block.size + 16));
		uk_tlsf_remove(lists, &block);
	}
	free(lists);
}

enum { LIVE = 300, STEPS = 30000 };

static struct {
	unsigned char *memory;
	size_t size;
	unsigned char fill;
} live[LIVE];

static void expect_fill(size_t i, size_t size)
{
	size_t j = 0;

	while (j < size && live[i].memory[j] == live[i].fill)
		j++;
	assert_int_equal(j, size);
}

/* Mostly small, sometimes large. */
static size_t random_size(void)
{
	return (size_t)rand() % ((size_t)1 << (1 + rand() % 17));
}

static void fill(size_t i, void *p, size_t size)
{
	live[i].memory = p;
	live[i].size = size;
	live[i].fill = (unsigned char)rand();
	memset(p, live[i].fill, size);
}

static void random_step(size_t i)
{
	size_t size = random_size();
	void *p;

	if (!live[i].memory) {
		p = uk_alloc_allocate(alloc, size, rand() % 4 ? 0 : (size_t)1 << rand() % 13);
		if (p)
			fill(i, p, size);
	} else if (rand() % 3) {
		expect_fill(i, live[i].size);
		uk_alloc_release(alloc, live[i].memory);
		live[i].memory = NULL;
	} else {
		p = uk_alloc_resize(alloc, live[i].memory, size);
		if (!p)
			return;
		live[i].memory = p;
		expect_fill(i, uk_min(size, live[i].size));
		fill(i, p, size);
	}
}

/* Contents prove that nothing overlaps; the walk proves the structure. */
static void agrees_with_a_model_at_random(void **state)
{
	struct uk_alloc_stats stats;

	(void)state;
	srand(1);
	for (unsigned int step = 0; step < STEPS; step++) {
		random_step((size_t)rand() % LIVE);
		if (step % 16 == 0)
			assert_int_equal(check(), used());
	}
	uk_alloc_get_stats(alloc, &stats);
	assert_true(stats.failures > 0);
	for (size_t i = 0; i < LIVE; i++) {
		if (live[i].memory)
			expect_fill(i, live[i].size);
		uk_alloc_release(alloc, live[i].memory);
	}
	assert_int_equal(used(), 0);
	assert_true(is_one_free_block());
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(refuses_a_range_that_is_too_small_or_misaligned),
		TEST(gives_each_size_and_takes_it_back),
		TEST(gives_its_last_byte),
		TEST(aligns),
		TEST(merges_with_both_neighbours),
		TEST(resizes_in_place),
		TEST(moves_what_cannot_grow_in_place),
		TEST(takes_further_ranges),
		TEST(joins_ranges_that_meet),
		TEST(finds_what_is_large_enough),
		TEST(agrees_with_a_model_at_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
