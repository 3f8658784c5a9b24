/* SPDX-License-Identifier: BSD-3-Clause */
/* One producer thread against one consumer thread. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <uk/ring.h>

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
		cmocka_unit_test(loses_nothing_between_two_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
