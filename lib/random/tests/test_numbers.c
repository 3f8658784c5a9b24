/* SPDX-License-Identifier: BSD-3-Clause */
/* The numbers, whatever seeded them, and the pool that they come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/random.h>

#include "../pool.h"

/* Bits of all positions are set half of the time, in calls of every length. */
static void looks_random(void **state)
{
	static uint8_t data[1 << 16];
	unsigned int counts[8] = { 0 };
	size_t at = 0;

	(void)state;
	for (size_t len = 1; at + len <= sizeof(data); at += len, len = len % 600 + 1)
		uk_random_bytes(data + at, len);
	for (size_t i = 0; i < at; i++)
		for (unsigned int bit = 0; bit < 8; bit++)
			counts[bit] += data[i] >> bit & 1;
	/* Six standard deviations. */
	for (unsigned int bit = 0; bit < 8; bit++)
		assert_in_range(counts[bit], at / 2 - 770, at / 2 + 770);
}

static void fills_no_more_than_it_should(void **state)
{
	(void)state;
	for (size_t len = 0; len < 300; len++) {
		uint8_t data[302] = { 0 };

		uk_random_bytes(data + 1, len);
		assert_int_equal(data[0], 0);
		assert_int_equal(data[len + 1], 0);
	}
}

static void pool_depends_on_every_byte(void **state)
{
	uint8_t data[100] = { 0 }, first[64], other[64];
	struct random_pool pool = { { 0 } };

	(void)state;
	uk_random_absorb(&pool, data, sizeof(data));
	uk_random_squeeze(&pool, first, 1);
	for (size_t i = 0; i < sizeof(data); i++) {
		data[i] = 1;
		pool = (struct random_pool){ { 0 } };
		uk_random_absorb(&pool, data, sizeof(data));
		uk_random_squeeze(&pool, other, 1);
		assert_memory_not_equal(first, other, sizeof(first));
		data[i] = 0;
	}
	pool = (struct random_pool){ { 0 } };
	uk_random_absorb(&pool, data, sizeof(data) - 1);
	uk_random_squeeze(&pool, other, 1);
	assert_memory_not_equal(first, other, sizeof(first));
	uk_random_squeeze(&pool, first, 1);
	assert_memory_not_equal(first, other, sizeof(first));
}

long uk_sys_getrandom(long data, long len, long flags);

static void getrandom_follows_linux(void **state)
{
	uint8_t data[16] = { 0 }, zero[16] = { 0 };

	(void)state;
	assert_int_equal(uk_sys_getrandom((long)data, 16, 0), 16);
	assert_memory_not_equal(data, zero, 16);
	assert_int_equal(uk_sys_getrandom((long)data, 16, 7), 16);
	assert_int_equal(uk_sys_getrandom((long)data, 16, 8), -EINVAL);
	assert_int_equal(uk_sys_getrandom(0, 16, 0), -EFAULT);
	assert_int_equal(uk_sys_getrandom(0, 0, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(looks_random),
		cmocka_unit_test(fills_no_more_than_it_should),
		cmocka_unit_test(pool_depends_on_every_byte),
		cmocka_unit_test(getrandom_follows_linux),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
