/* SPDX-License-Identifier: BSD-3-Clause */
/* Every offset and length. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/ring.h>

static void refuses_a_size_that_is_no_power_of_two(void **state)
{
	static const size_t bad[] = { 0, 3, 6, 100, SIZE_MAX };
	struct uk_ring ring;
	uint8_t buffer[8];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(uk_ring_init(&ring, buffer, bad[i]), -EINVAL);
}

static void takes_no_more_than_fits_and_gives_no_more_than_there_is(void **state)
{
	struct uk_ring ring;
	uint8_t buffer[8], out[16];

	(void)state;
	assert_int_equal(uk_ring_init(&ring, buffer, sizeof(buffer)), 0);
	assert_int_equal(uk_ring_read(&ring, out, sizeof(out)), 0);
	assert_int_equal(uk_ring_write(&ring, "0123456789", 10), 8);
	assert_int_equal(uk_ring_write(&ring, "x", 1), 0);
	assert_int_equal(uk_ring_read(&ring, out, sizeof(out)), 8);
	assert_memory_equal(out, "01234567", 8);
}

/* Every start offset and every length: each copy that can wrap does. */
static void keeps_the_bytes_in_order_across_the_end(void **state)
{
	struct uk_ring ring;
	uint8_t buffer[8], out[8];

	(void)state;
	for (size_t offset = 0; offset < 8; offset++) {
		for (size_t len = 0; len <= 8; len++) {
			uk_ring_init(&ring, buffer, sizeof(buffer));
			uk_ring_write(&ring, "........", offset);
			uk_ring_read(&ring, out, offset);
			assert_int_equal(uk_ring_write(&ring, "abcdefgh", len), len);
			assert_int_equal(uk_ring_read(&ring, out, sizeof(out)), len);
			assert_memory_equal(out, "abcdefgh", len);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_a_size_that_is_no_power_of_two),
		cmocka_unit_test(takes_no_more_than_fits_and_gives_no_more_than_there_is),
		cmocka_unit_test(keeps_the_bytes_in_order_across_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
