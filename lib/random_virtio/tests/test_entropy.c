/* SPDX-License-Identifier: BSD-3-Clause */
/* The entropy source against a device that answers, does not answer, and answers nonsense. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/random.h>

#include "fake_alloc.h"
#include "fake_log.h"
#include "fake_virtio.h"
#include "fakes.h"

UK_TABLE_DECLARE(random_source);

static struct fake_virtio fake;
static uint8_t data[64];
static unsigned int bits;

static size_t read_source(size_t len)
{
	const struct uk_random_source *source = *__start_uk_table_random_source;

	memset(data, 0, sizeof(data));
	bits = 77;
	return source->read(data, len, &bits);
}

static int setup(void **state)
{
	(void)state;
	fake_virtio_init(&fake, UK_VIRTIO_TYPE_ENTROPY, UK_VIRTIO_F_EVENT_IDX);
	fake_log_count = 0;
	fake_alloc_fail_after = UINT32_MAX;
	return uk_virtio_register(&fake.dev);
}

static int teardown(void **state)
{
	(void)state;
	uk_virtio_unregister(&fake.dev);
	return 0;
}

static void answer(uint8_t byte, uint32_t len)
{
	struct fake_virtio_chain chain;

	assert_true(fake_virtio_pop(&fake, 0, &chain));
	assert_int_equal(chain.writable, 1);
	assert_int_equal(chain.parts[0].len, 64);
	memset(chain.parts[0].data, byte, 64);
	fake_virtio_use(&fake, 0, chain.id, len);
}

static void gives_nothing_without_a_device(void **state)
{
	(void)state;
	assert_int_equal(read_source(64), 0);
	assert_int_equal(bits, 0);
}

static void gives_what_has_arrived_and_asks_again(void **state)
{
	(void)state;
	assert_int_equal(read_source(64), 0);
	for (uint8_t round = 1; round < 5; round++) {
		answer(round, 64);
		assert_int_equal(read_source(64), 64);
		assert_int_equal(bits, 512);
		assert_int_equal(data[63], round);
		assert_int_equal(read_source(64), 0);
		assert_int_equal(bits, 0);
	}
	assert_int_equal(fake.queues[0].interrupts, 0);
}

static void gives_no_more_than_the_device_did(void **state)
{
	(void)state;
	answer(9, 10);
	assert_int_equal(read_source(64), 10);
	assert_int_equal(bits, 80);
	assert_int_equal(data[9], 9);
	assert_int_equal(data[10], 0);
	answer(9, 0);
	assert_int_equal(read_source(64), 0);
	assert_int_equal(bits, 0);
}

static void gives_no_more_than_was_asked_for(void **state)
{
	(void)state;
	answer(9, 64);
	assert_int_equal(read_source(8), 8);
	assert_int_equal(bits, 64);
	assert_int_equal(data[8], 0);
}

static void breaks_on_more_bytes_than_the_buffer_holds(void **state)
{
	(void)state;
	answer(9, 65);
	assert_int_equal(read_source(64), 0);
	assert_true(fake.dev.broken);
	assert_int_equal(fake_log_count, 1);
	assert_int_equal(read_source(64), 0);
	assert_int_equal(fake_log_count, 1);
}

static void leaves_a_second_device_alone(void **state)
{
	static struct fake_virtio second;

	(void)state;
	fake_virtio_init(&second, UK_VIRTIO_TYPE_ENTROPY, 0);
	assert_int_equal(uk_virtio_register(&second.dev), -EBUSY);
	answer(3, 64);
	assert_int_equal(read_source(64), 64);
}

static void survives_every_allocation_failing(void **state)
{
	(void)state;
	uk_virtio_unregister(&fake.dev);
	for (unsigned int i = 0; i < 3; i++) {
		fake_alloc_fail_after = i;
		assert_int_equal(uk_virtio_register(&fake.dev), -ENOMEM);
	}
	fake_alloc_fail_after = UINT32_MAX;
	assert_int_equal(uk_virtio_register(&fake.dev), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_nothing_without_a_device),
		TEST(gives_what_has_arrived_and_asks_again),
		TEST(gives_no_more_than_the_device_did),
		TEST(gives_no_more_than_was_asked_for),
		TEST(breaks_on_more_bytes_than_the_buffer_holds),
		TEST(leaves_a_second_device_alone),
		TEST(survives_every_allocation_failing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
