/* SPDX-License-Identifier: BSD-3-Clause */
/* The four functions against the host's, at every length and overlap that takes another branch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void *tested_memcpy(void *to, const void *from, size_t len);
void *tested_memmove(void *to, const void *from, size_t len);
void *tested_memset(void *to, int byte, size_t len);
int tested_memcmp(const void *a, const void *b, size_t len);

enum { SIZE = 6400, MARGIN = 64 };

static uint8_t tested[SIZE], expected[SIZE];

static const size_t lengths[] = { 2040, 2047, 2048, 2049, 2055, 4096, 4103 };
enum { SHORT = 300, LENGTHS = SHORT + sizeof(lengths) / sizeof(lengths[0]) };

static size_t length(size_t i)
{
	return i < SHORT ? i : lengths[i - SHORT];
}

static void fill(void)
{
	for (size_t i = 0; i < SIZE; i++)
		tested[i] = expected[i] = (uint8_t)rand();
}

static void copies_and_nothing_else(void **state)
{
	uint8_t source[SIZE];

	(void)state;
	for (size_t i = 0; i < SIZE; i++)
		source[i] = (uint8_t)rand();
	for (size_t i = 0; i < LENGTHS; i++) {
		size_t len = length(i), to = MARGIN + i % 9, from = i % 7;

		fill();
		memcpy(expected + to, source + from, len);
		assert_ptr_equal(tested_memcpy(tested + to, source + from, len), tested + to);
		assert_memory_equal(tested, expected, SIZE);
	}
}

static void moves_over_itself(void **state)
{
	static const int distances[] = { -2100, -65, -33, -32, -31, -9, -8, -7, -1, 0,
					 1,	7,   8,	  9,   31,  32, 33, 65, 700 };

	(void)state;
	for (size_t i = 0; i < LENGTHS; i++) {
		for (size_t d = 0; d < sizeof(distances) / sizeof(distances[0]); d++) {
			size_t len = length(i);
			size_t from = distances[d] < 0 ? 2200 : 0;
			size_t to = from + (size_t)distances[d];

			if (from + len > SIZE || to + len > SIZE)
				continue;
			fill();
			memmove(expected + to, expected + from, len);
			assert_ptr_equal(tested_memmove(tested + to, tested + from, len),
					 tested + to);
			assert_memory_equal(tested, expected, SIZE);
		}
	}
}

static void sets_and_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTHS; i++) {
		size_t len = length(i), to = MARGIN + i % 9;
		int byte = (int)i - 3;

		fill();
		memset(expected + to, byte, len);
		assert_ptr_equal(tested_memset(tested + to, byte, len), tested + to);
		assert_memory_equal(tested, expected, SIZE);
	}
}

static int sign(int x)
{
	return (x > 0) - (x < 0);
}

static void compares_by_first_difference(void **state)
{
	(void)state;
	for (size_t len = 0; len < 80; len++) {
		fill();
		assert_int_equal(tested_memcmp(tested + 1, expected + 1, len), 0);
		for (size_t at = 0; at < len; at++) {
			uint8_t kept = tested[1 + at];

			tested[1 + at] = (uint8_t)rand();
			/* A later difference must not matter. */
			tested[len] = (uint8_t)rand();
			assert_int_equal(sign(tested_memcmp(tested + 1, expected + 1, len)),
					 sign(memcmp(tested + 1, expected + 1, len)));
			tested[1 + at] = kept;
			tested[len] = expected[len];
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_and_nothing_else),
		cmocka_unit_test(moves_over_itself),
		cmocka_unit_test(sets_and_nothing_else),
		cmocka_unit_test(compares_by_first_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
