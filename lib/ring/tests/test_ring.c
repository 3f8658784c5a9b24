/* SPDX-License-Identifier: BSD-3-Clause */
/* Every offset and length, and one producer thread against one consumer thread. */
#include <errno.h>
#include <pthread.h>
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

enum { STREAM_BYTES = 1 << 20 };

static void *produce(void *arg)
{
	struct uk_ring *ring = arg;

	for (uint32_t sent = 0; sent < STREAM_BYTES;) {
		uint8_t byte = (uint8_t)(sent * 7);

		sent += (uint32_t)uk_ring_write(ring, &byte, 1);
	}
	return NULL;
}

static void loses_nothing_between_two_threads(void **state)
{
	struct uk_ring ring;
	uint8_t buffer[64], chunk[13];
	pthread_t producer;
	uint32_t got = 0;

	(void)state;
	uk_ring_init(&ring, buffer, sizeof(buffer));
	assert_int_equal(pthread_create(&producer, NULL, produce, &ring), 0);
	while (got < STREAM_BYTES) {
		size_t n = uk_ring_read(&ring, chunk, sizeof(chunk));

		for (size_t i = 0; i < n; i++, got++)
			assert_int_equal(chunk[i], (uint8_t)(got * 7));
	}
	pthread_join(producer, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_a_size_that_is_no_power_of_two),
		cmocka_unit_test(takes_no_more_than_fits_and_gives_no_more_than_there_is),
		cmocka_unit_test(keeps_the_bytes_in_order_across_the_end),
		cmocka_unit_test(loses_nothing_between_two_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
