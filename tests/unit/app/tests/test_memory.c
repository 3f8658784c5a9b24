/* SPDX-License-Identifier: BSD-3-Clause */
/* The architecture's memory functions, byte by byte: every alignment, and every length that takes another branch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SIZE = 4096, MARGIN = 32, ALIGNMENTS = 17 };

/* What the compiler does not know it cannot replace by code of its own. */
static void *(*volatile copy)(void *, const void *, size_t) = memcpy;
static void *(*volatile move)(void *, const void *, size_t) = memmove;
static void *(*volatile set)(void *, int, size_t) = memset;
static int (*volatile compare)(const void *, const void *, size_t) = memcmp;

static uint8_t source[SIZE], got[SIZE];

static const size_t lengths[] = { 0,   1,   2,	 3,   4,    7,	  8,	9,   15, 16,
				  17,  31,  32,	 33,  47,   48,	  63,	64,  65, 127,
				  128, 129, 255, 256, 1023, 1024, 2048, 3001 };

#define FOR_EACH_LENGTH(i) for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)

static uint8_t byte_at(size_t i)
{
	return (uint8_t)(i * 37 + i / 256);
}

static int fill(void **state)
{
	(void)state;
	for (size_t i = 0; i < SIZE; i++)
		source[i] = byte_at(i);
	return 0;
}

/* @got is 0xee but for @len bytes from @start on, which are those that byte_at() gives from @from on. */
static void expect(size_t start, size_t from, size_t len)
{
	for (size_t i = 0; i < SIZE; i++) {
		uint8_t wanted = i >= start && i < start + len ? byte_at(from + i - start) : 0xee;

		if (got[i] != wanted)
			fail_msg("byte %zu of %zu to %zu from %zu", i, len, start, from);
	}
}

static void clear(void)
{
	for (size_t i = 0; i < SIZE; i++)
		got[i] = 0xee;
}

static void copies_and_nothing_else(void **state)
{
	(void)state;
	FOR_EACH_LENGTH(i)
	{
		for (size_t a = 0; a < ALIGNMENTS; a++) {
			size_t to = MARGIN + a, from = (a * 7) % ALIGNMENTS;

			clear();
			assert_ptr_equal(copy(got + to, source + from, lengths[i]), got + to);
			expect(to, from, lengths[i]);
		}
	}
}

static void moves_over_itself(void **state)
{
	static const int distances[] = { -65, -33, -16, -8, -7, -1, 0, 1, 7, 8, 16, 33, 65 };

	(void)state;
	FOR_EACH_LENGTH(i)
	{
		for (size_t d = 0; d < sizeof(distances) / sizeof(distances[0]); d++) {
			size_t from = 100, to = (size_t)(100 + distances[d]);

			for (size_t j = 0; j < SIZE; j++)
				got[j] = byte_at(j);
			assert_ptr_equal(move(got + to, got + from, lengths[i]), got + to);
			for (size_t j = 0; j < lengths[i]; j++)
				assert_int_equal(got[to + j], byte_at(from + j));
			assert_int_equal(got[to - 1], byte_at(to - 1));
			assert_int_equal(got[to + lengths[i]], byte_at(to + lengths[i]));
		}
	}
}

static void sets_and_nothing_else(void **state)
{
	(void)state;
	FOR_EACH_LENGTH(i)
	{
		for (size_t a = 0; a < ALIGNMENTS; a++) {
			clear();
			assert_ptr_equal(set(got + MARGIN + a, 0x1a5, lengths[i]),
					 got + MARGIN + a);
			for (size_t j = 0; j < SIZE; j++)
				if (got[j] != (j - MARGIN - a < lengths[i] ? 0xa5 : 0xee))
					fail_msg("byte %zu after %zu", j, lengths[i]);
		}
	}
}

static void compares_unsigned_bytes(void **state)
{
	(void)state;
	FOR_EACH_LENGTH(i)
	{
		size_t len = lengths[i];

		copy(got + 3, source, len);
		assert_int_equal(compare(got + 3, source, len), 0);
		for (size_t at = 0; at < len; at = at * 2 + 1) {
			got[3 + at] = (uint8_t)(source[at] ^ 0x80);
			assert_int_equal(compare(got + 3, source, len) > 0, got[3 + at] >= 0x80);
			assert_int_equal(compare(source, got + 3, len) > 0, got[3 + at] < 0x80);
			got[3 + at] = source[at];
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(copies_and_nothing_else, fill),
		cmocka_unit_test_setup(moves_over_itself, fill),
		cmocka_unit_test_setup(sets_and_nothing_else, fill),
		cmocka_unit_test_setup(compares_unsigned_bytes, fill),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
