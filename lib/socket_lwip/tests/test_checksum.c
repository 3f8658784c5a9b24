/* SPDX-License-Identifier: BSD-3-Clause */
/* The sum against that of RFC 1071's definition, at every length and alignment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stack.h"

/* Words as the machine loads them, the last byte followed by a zero. */
static uint16_t by_definition(const uint8_t *data, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i += 2) {
		uint16_t word = 0;

		memcpy(&word, data + i, len - i < 2 ? 1 : 2);
		sum += word;
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return (uint16_t)sum;
}

/* In memory of its own size, so that a read beyond it is caught. */
static void check(size_t len, unsigned int shift, unsigned int pattern)
{
	uint8_t *memory = malloc(len + shift);

	assert_non_null(memory);
	for (size_t i = 0; i < len + shift; i++)
		memory[i] = pattern == 0 ? (uint8_t)rand() : pattern == 1 ? 0xff : 0;
	assert_int_equal(uk_lwip_checksum(memory + shift, (int)len),
			 by_definition(memory + shift, len));
	free(memory);
}

static void sums_are_those_of_the_definition(void **state)
{
	(void)state;
	for (size_t len = 1; len < 200; len++)
		for (unsigned int shift = 0; shift < 8; shift++)
			for (unsigned int pattern = 0; pattern < 3; pattern++)
				check(len, shift, pattern);
	check(1460, 0, 0);
	check(65535, 1, 0);
	check(65535, 0, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(sums_are_those_of_the_definition) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
