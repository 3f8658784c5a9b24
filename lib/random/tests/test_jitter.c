/* SPDX-License-Identifier: BSD-3-Clause */
/* What a broken counter gives is not counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../jitter.c"

static uint64_t now;
static unsigned int calls;

static uint64_t stuck(void)
{
	return now;
}

static uint64_t steady(void)
{
	return now += 1000;
}

/* Mostly the same step, in no long row. */
static uint64_t coarse(void)
{
	return now += ++calls % 10 ? 1000 : 1001 + calls;
}

static uint64_t uneven(void)
{
	return now += 1000 + (++calls * 2654435761U >> 24);
}

static void counts_only_what_varies(void **state)
{
	uint8_t data[64];

	(void)state;
	assert_int_equal(uk_random_jitter(data, sizeof(data), stuck), 0);
	assert_int_equal(uk_random_jitter(data, sizeof(data), steady), 0);
	assert_int_equal(uk_random_jitter(data, sizeof(data), coarse), 0);
	assert_int_equal(uk_random_jitter(data, sizeof(data), uneven), BITS);
}

static void keeps_a_change_of_any_sample(void **state)
{
	uint8_t one[64], other[64];

	(void)state;
	now = 0;
	calls = 0;
	uk_random_jitter(one, sizeof(one), uneven);
	now = 0;
	calls = 1;
	uk_random_jitter(other, sizeof(other), uneven);
	assert_memory_not_equal(one, other, sizeof(one));
}

static void works_on_this_machine(void **state)
{
	uint8_t one[64], other[64];
	unsigned int bits;

	(void)state;
	assert_int_equal(uk_random_jitter_source.read(one, sizeof(one), &bits), sizeof(one));
	assert_int_equal(bits, BITS);
	assert_int_equal(uk_random_jitter_source.read(other, sizeof(other), &bits), sizeof(other));
	assert_memory_not_equal(one, other, sizeof(one));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_only_what_varies),
		cmocka_unit_test(keeps_a_change_of_any_sample),
		cmocka_unit_test(works_on_this_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
