/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtqueue against a device that plays by the rules, and against each way of not doing so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/errno.h>

#include "fake_alloc.h"
#include "fake_log.h"
#include "fake_virtio.h"

enum { QUEUE = 1, SIZE = 8, BUFFER = 64 };

static struct fake_virtio fake;
static struct uk_virtqueue *queue;
static uint8_t memory[64][BUFFER];
static unsigned int events;

static void notified(struct uk_virtio_device *dev, unsigned int index)
{
	(void)dev;
	assert_int_equal(index, QUEUE);
	events++;
}

static int create(unsigned int size, unsigned int tables)
{
	struct uk_virtqueue_spec spec = { QUEUE, size, tables, notified };

	return uk_virtqueue_create(&fake.dev, &spec, &queue);
}

static void begin(uint64_t features)
{
	fake_virtio_init(&fake, UK_VIRTIO_TYPE_NET, features);
	fake_log_count = 0;
	fake_alloc_fail_after = UINT32_MAX;
	events = 0;
	queue = NULL;
	assert_int_equal(uk_virtio_negotiate(&fake.dev, 0), 0);
	assert_int_equal(uk_virtio_interrupts_start(&fake.dev, 1), 0);
}

static int setup(void **state)
{
	(void)state;
	begin(0);
	return create(SIZE, 0);
}

static int setup_events(void **state)
{
	(void)state;
	begin(UK_VIRTIO_F_EVENT_IDX);
	return create(SIZE, 0);
}

static int setup_indirect(void **state)
{
	(void)state;
	begin(UK_VIRTIO_F_INDIRECT_DESC);
	return create(SIZE, 2);
}

static int setup_alone(void **state)
{
	(void)state;
	begin(0);
	return 0;
}

static int setup_legacy(void **state)
{
	(void)state;
	begin(0);
	fake.dev.legacy = true;
	return create(256, 0);
}

static int teardown(void **state)
{
	(void)state;
	fake_alloc_fail_after = UINT32_MAX;
	if (queue) {
		while (uk_virtqueue_detach(queue))
			continue;
		uk_virtqueue_destroy(queue);
	}
	return 0;
}

static void *token(unsigned int n)
{
	return memory[n];
}

static int add(unsigned int n, unsigned int readable, unsigned int writable)
{
	struct uk_virtio_segment segments[32];

	for (unsigned int i = 0; i < readable + writable; i++) {
		segments[i].phys = (uintptr_t)memory[(n + i) % 64];
		segments[i].len = BUFFER;
	}
	return uk_virtqueue_add(queue, segments, readable, writable, token(n));
}

/* Add one writable buffer and let the device pop it. */
static uint16_t lend(unsigned int n)
{
	struct fake_virtio_chain chain;

	assert_int_equal(add(n, 0, 1), 0);
	uk_virtqueue_kick(queue);
	assert_true(fake_virtio_pop(&fake, QUEUE, &chain));
	return chain.id;
}

static int take(void)
{
	uint32_t len;
	void *taken;

	return uk_virtqueue_take(queue, &taken, &len);
}

static void assert_taken(unsigned int n, uint32_t expected)
{
	uint32_t len;
	void *taken;

	assert_int_equal(uk_virtqueue_take(queue, &taken, &len), 1);
	assert_ptr_equal(taken, token(n));
	assert_int_equal(len, expected);
}

static void assert_broken(const char *reason)
{
	assert_int_equal(take(), -EIO);
	assert_true(fake.dev.broken);
	assert_true(fake.status & UK_VIRTIO_FAILED);
	assert_int_equal(fake_log_count, 1);
	assert_non_null(strstr(fake_log_last, reason));
	assert_int_equal(take(), -EIO);
	assert_int_equal(add(0, 1, 0), -EIO);
	assert_int_equal(fake_log_count, 1);
}

static void gives_chains_in_order_with_what_they_hold(void **state)
{
	struct fake_virtio_chain chain;

	(void)state;
	assert_int_equal(add(0, 2, 1), 0);
	assert_int_equal(add(5, 0, 1), 0);
	assert_false(fake_virtio_pop(&fake, QUEUE, &chain));
	uk_virtqueue_kick(queue);
	assert_true(fake_virtio_pop(&fake, QUEUE, &chain));
	assert_int_equal(chain.readable, 2);
	assert_int_equal(chain.writable, 1);
	assert_ptr_equal(chain.parts[2].data, memory[2]);
	assert_int_equal(chain.parts[2].len, BUFFER);
	assert_true(fake_virtio_pop(&fake, QUEUE, &chain));
	assert_ptr_equal(chain.parts[0].data, memory[5]);
	assert_false(fake_virtio_pop(&fake, QUEUE, &chain));
}

static void takes_what_is_used_in_any_order(void **state)
{
	uint16_t first = lend(1), second = lend(2), third = lend(3);

	(void)state;
	assert_int_equal(take(), 0);
	fake_virtio_use(&fake, QUEUE, third, 0);
	fake_virtio_use(&fake, QUEUE, first, BUFFER);
	assert_taken(3, 0);
	assert_taken(1, BUFFER);
	assert_int_equal(take(), 0);
	fake_virtio_use(&fake, QUEUE, second, 1);
	assert_taken(2, 1);
	assert_int_equal(uk_virtqueue_outstanding(queue), 0);
}

static void is_full_when_descriptors_are(void **state)
{
	(void)state;
	assert_int_equal(add(0, 4, 3), 0);
	assert_int_equal(add(1, 1, 1), -ENOSPC);
	assert_int_equal(add(1, 0, 1), 0);
	assert_int_equal(add(2, 0, 1), -ENOSPC);
	assert_int_equal(uk_virtqueue_outstanding(queue), 2);
}

/* More rounds than indices have values, with chains of every length. */
static void goes_round_for_ever(void **state)
{
	struct fake_virtio_chain chain;

	(void)state;
	for (unsigned int round = 0; round < 70000; round++) {
		unsigned int count = 1 + round % SIZE;

		assert_int_equal(add(round % 64, 0, count), 0);
		uk_virtqueue_kick(queue);
		assert_true(fake_virtio_pop(&fake, QUEUE, &chain));
		assert_int_equal(chain.writable, count);
		fake_virtio_use(&fake, QUEUE, chain.id, count * BUFFER);
		assert_taken(round % 64, count * BUFFER);
	}
}

static void does_not_trust_the_descriptor_table(void **state)
{
	struct fake_virtio_chain chain;
	uint8_t *table = (uint8_t *)(uintptr_t)fake.queues[QUEUE].layout.descriptors;

	(void)state;
	assert_int_equal(add(0, 0, 4), 0);
	uk_virtqueue_kick(queue);
	assert_true(fake_virtio_pop(&fake, QUEUE, &chain));
	memset(table, 0xff, SIZE * 16);
	fake_virtio_use(&fake, QUEUE, chain.id, 4 * BUFFER);
	assert_taken(0, 4 * BUFFER);
	assert_int_equal(add(1, 0, SIZE), 0);
	uk_virtqueue_kick(queue);
	assert_true(fake_virtio_pop(&fake, QUEUE, &chain));
	assert_int_equal(chain.writable, SIZE);
}

static void breaks_when_the_used_index_jumps(void **state)
{
	(void)state;
	lend(0);
	lend(1);
	*fake_virtio_used_index(&fake, QUEUE) = 3;
	assert_broken("used index");
}

static void breaks_when_the_used_index_jumps_beyond_the_queue(void **state)
{
	(void)state;
	lend(0);
	*fake_virtio_used_index(&fake, QUEUE) = SIZE + 1;
	assert_broken("used index");
}

static void breaks_when_the_used_index_goes_back(void **state)
{
	(void)state;
	fake_virtio_use(&fake, QUEUE, lend(0), 0);
	assert_taken(0, 0);
	lend(1);
	*fake_virtio_used_index(&fake, QUEUE) = 0;
	assert_broken("used index");
}

/* Two used, one taken: a step back by one would give the second again. */
static void breaks_when_the_used_index_goes_back_over_what_was_seen(void **state)
{
	uint16_t first = lend(0), second = lend(1);

	(void)state;
	lend(2);
	fake_virtio_use(&fake, QUEUE, first, 0);
	fake_virtio_use(&fake, QUEUE, second, 0);
	assert_taken(0, 0);
	*fake_virtio_used_index(&fake, QUEUE) = 1;
	assert_taken(1, 0);
	assert_broken("used index");
}

static void breaks_on_an_id_out_of_range(void **state)
{
	(void)state;
	lend(0);
	fake_virtio_use(&fake, QUEUE, SIZE, 0);
	assert_broken("id is out of range");
}

static void breaks_on_an_id_far_out_of_range(void **state)
{
	(void)state;
	lend(0);
	fake_virtio_use(&fake, QUEUE, 0x10000, 0);
	assert_broken("id is out of range");
}

static void breaks_on_an_id_that_was_never_lent(void **state)
{
	uint16_t id = lend(0);

	(void)state;
	fake_virtio_use(&fake, QUEUE, id + 1U, 0);
	assert_broken("not outstanding");
}

static void breaks_on_an_id_given_back_twice(void **state)
{
	uint16_t id = lend(0);

	(void)state;
	lend(1);
	fake_virtio_use(&fake, QUEUE, id, 0);
	assert_taken(0, 0);
	fake_virtio_use(&fake, QUEUE, id, 0);
	assert_broken("not outstanding");
}

static void breaks_on_the_middle_of_a_chain(void **state)
{
	struct fake_virtio_chain chain;

	(void)state;
	assert_int_equal(add(0, 0, 3), 0);
	uk_virtqueue_kick(queue);
	assert_true(fake_virtio_pop(&fake, QUEUE, &chain));
	fake_virtio_use(&fake, QUEUE, chain.id + 1U, 0);
	assert_broken("not outstanding");
}

static void takes_nothing_from_a_device_that_broke_elsewhere(void **state)
{
	(void)state;
	fake_virtio_use(&fake, QUEUE, lend(0), 0);
	assert_int_equal(uk_virtio_break(&fake.dev, "elsewhere"), -EIO);
	assert_broken("elsewhere");
	assert_int_equal(uk_virtqueue_outstanding(queue), 1);
}

static void breaks_on_more_bytes_than_the_buffer_holds(void **state)
{
	(void)state;
	fake_virtio_use(&fake, QUEUE, lend(0), BUFFER + 1);
	assert_broken("used length");
}

static void breaks_on_bytes_written_to_a_buffer_to_read(void **state)
{
	struct fake_virtio_chain chain;

	(void)state;
	assert_int_equal(add(0, 2, 0), 0);
	uk_virtqueue_kick(queue);
	assert_true(fake_virtio_pop(&fake, QUEUE, &chain));
	fake_virtio_use(&fake, QUEUE, chain.id, 1);
	assert_broken("used length");
}

static void forgives_a_legacy_device_a_length_that_means_nothing(void **state)
{
	struct fake_virtio_chain chain;

	(void)state;
	assert_int_equal(add(0, 1, 0), 0);
	uk_virtqueue_kick(queue);
	assert_true(fake_virtio_pop(&fake, QUEUE, &chain));
	fake_virtio_use(&fake, QUEUE, chain.id, 77);
	assert_taken(0, 0);
	fake_virtio_use(&fake, QUEUE, lend(1), BUFFER + 1);
	assert_broken("used length");
}

static void lays_a_legacy_queue_out_in_one_area_of_pages(void **state)
{
	const struct uk_virtqueue_layout *layout = &fake.queues[QUEUE].layout;

	(void)state;
	assert_int_equal(layout->descriptors % 4096, 0);
	assert_int_equal(layout->available, layout->descriptors + 256 * 16);
	assert_int_equal(layout->used, layout->descriptors + 2 * 4096);
}

static void refuses_queue_sizes_no_sane_device_has(void **state)
{
	static const struct {
		uint32_t size;
		const char *reason;
	} bad[] = {
		{ 0, "missing" },	{ 3, "power of two" },	{ 255, "power of two" },
		{ 32769, "too large" }, { 65536, "too large" }, { UINT32_MAX, "too large" },
	};

	(void)state;
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(bad); i++) {
		begin(0);
		fake.queues[QUEUE].size_max = bad[i].size;
		assert_int_equal(create(SIZE, 0), -EIO);
		assert_true(fake.dev.broken);
		assert_int_equal(fake_log_count, 1);
		assert_non_null(strstr(fake_log_last, bad[i].reason));
		assert_false(fake.queues[QUEUE].started);
	}
}

static void takes_the_smaller_of_both_sizes(void **state)
{
	(void)state;
	fake.queues[QUEUE].size_max = 4;
	assert_int_equal(create(SIZE, 0), 0);
	assert_int_equal(uk_virtqueue_size(queue), 4);
	assert_int_equal(fake.queues[QUEUE].layout.size, 4);
}

static void lays_queues_out_where_the_device_may_find_them(void **state)
{
	static const unsigned int sizes[] = { 1, 2, 4, 256, 32768 };

	(void)state;
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(sizes); i++) {
		const struct uk_virtqueue_layout *layout = &fake.queues[QUEUE].layout;

		fake.queues[QUEUE].size_max = sizes[i];
		assert_int_equal(create(sizes[i], 0), 0);
		/* 2.7: alignment 16, 2 and 4; no overlap. */
		assert_int_equal(layout->descriptors % 16, 0);
		assert_int_equal(layout->used % 4, 0);
		assert_true(layout->available >= layout->descriptors + sizes[i] * 16);
		assert_true(layout->used >= layout->available + 6 + sizes[i] * 2);
		*fake_virtio_available_event(&fake, QUEUE) = 0; /* the last byte is ours */
		uk_virtqueue_destroy(queue);
		queue = NULL;
	}
}

static void gives_memory_back_when_the_device_refuses_a_queue(void **state)
{
	(void)state;
	fake.queue_start_error = -EIO;
	assert_int_equal(create(SIZE, 0), -EIO);
	assert_null(fake.dev.queues[QUEUE]);
}

static void survives_every_allocation_failing(void **state)
{
	(void)state;
	begin(UK_VIRTIO_F_INDIRECT_DESC);
	for (unsigned int i = 0; i < 4; i++) {
		fake_alloc_fail_after = i;
		assert_int_equal(create(SIZE, 2), -ENOMEM);
	}
	fake_alloc_fail_after = 4;
	assert_int_equal(create(SIZE, 2), 0);
}

static void gives_all_tokens_back_after_a_reset(void **state)
{
	uint64_t seen = 0;
	void *taken;

	(void)state;
	lend(3);
	assert_int_equal(add(7, 1, 2), 0);
	assert_int_equal(uk_virtio_reset(&fake.dev), 0);
	while ((taken = uk_virtqueue_detach(queue)))
		seen |= UK_BIT(((uint8_t *)taken - memory[0]) / BUFFER);
	assert_int_equal(seen, UK_BIT(3) | UK_BIT(7));
	assert_int_equal(uk_virtqueue_outstanding(queue), 0);
}

static void notifies_unless_told_not_to(void **state)
{
	(void)state;
	lend(0);
	assert_int_equal(fake.queues[QUEUE].notifications, 1);
	*fake_virtio_used_flags(&fake, QUEUE) = 1;
	lend(1);
	assert_int_equal(fake.queues[QUEUE].notifications, 1);
	uk_virtqueue_kick(queue);
	assert_int_equal(fake.queues[QUEUE].notifications, 1);
	*fake_virtio_used_flags(&fake, QUEUE) = 0;
	uk_virtqueue_kick(queue);
	uk_virtqueue_kick(queue);
	assert_int_equal(fake.queues[QUEUE].notifications, 2);
}

/* As if the request had become visible only after the driver looked. */
static void notices_a_request_that_it_has_missed(void **state)
{
	(void)state;
	*fake_virtio_available_event(&fake, QUEUE) = 100;
	lend(0);
	lend(1);
	assert_int_equal(fake.queues[QUEUE].notifications, 0);
	*fake_virtio_available_event(&fake, QUEUE) = 1;
	uk_virtqueue_kick(queue);
	assert_int_equal(fake.queues[QUEUE].notifications, 1);
	uk_virtqueue_kick(queue);
	lend(2);
	assert_int_equal(fake.queues[QUEUE].notifications, 1);
}

static void notifies_when_the_awaited_index_is_passed(void **state)
{
	(void)state;
	*fake_virtio_available_event(&fake, QUEUE) = 2;
	lend(0);
	lend(1);
	assert_int_equal(fake.queues[QUEUE].notifications, 0);
	lend(2);
	assert_int_equal(fake.queues[QUEUE].notifications, 1);
	lend(3);
	assert_int_equal(fake.queues[QUEUE].notifications, 1);
	*fake_virtio_available_event(&fake, QUEUE) = 5;
	add(4, 0, 1);
	add(5, 0, 1);
	add(6, 0, 1);
	uk_virtqueue_kick(queue);
	assert_int_equal(fake.queues[QUEUE].notifications, 2);
}

static void interrupts_only_while_enabled(void **state)
{
	uint16_t first = lend(0), second = lend(1), third = lend(2);

	(void)state;
	uk_virtqueue_interrupt_disable(queue);
	fake_virtio_use(&fake, QUEUE, first, 0);
	assert_int_equal(events, 0);
	assert_false(uk_virtqueue_interrupt_enable(queue, 1));
	assert_taken(0, 0);
	uk_virtqueue_interrupt_disable(queue);
	assert_true(uk_virtqueue_interrupt_enable(queue, 1));
	fake_virtio_use(&fake, QUEUE, second, 0);
	assert_int_equal(events, 1);
	uk_virtqueue_interrupt_disable(queue);
	fake_virtio_use(&fake, QUEUE, third, 0);
	assert_int_equal(events, 1);
}

static void interrupts_after_as_many_as_asked_for(void **state)
{
	uint16_t ids[4] = { lend(0), lend(1), lend(2), lend(3) };

	(void)state;
	assert_true(uk_virtqueue_interrupt_enable(queue, 3));
	fake_virtio_use(&fake, QUEUE, ids[0], 0);
	fake_virtio_use(&fake, QUEUE, ids[1], 0);
	assert_int_equal(events, 0);
	fake_virtio_use(&fake, QUEUE, ids[2], 0);
	assert_int_equal(events, 1);
	assert_false(uk_virtqueue_interrupt_enable(queue, 3));
}

static void puts_long_chains_into_tables(void **state)
{
	struct fake_virtio_chain chain;

	(void)state;
	for (unsigned int round = 0; round < 5; round++) {
		assert_int_equal(add(0, 10, 10), 0);
		assert_int_equal(add(1, 2, 1), 0);
		assert_int_equal(add(2, 3, 2), 0); /* no table left */
		assert_int_equal(add(3, 1, 0), 0);
		assert_int_equal(add(4, 1, 1), -ENOSPC);
		uk_virtqueue_kick(queue);
		for (unsigned int n = 0; n < 4; n++) {
			assert_true(fake_virtio_pop(&fake, QUEUE, &chain));
			assert_int_equal(chain.indirect, n < 2);
			fake_virtio_use(&fake, QUEUE, chain.id, chain.writable * BUFFER);
			assert_taken(n, chain.writable * BUFFER);
		}
		assert_int_equal(chain.writable, 0);
	}
}

static void takes_no_table_that_is_too_short(void **state)
{
	(void)state;
	assert_int_equal(add(0, 11, 10), -ENOSPC);
	assert_int_equal(add(0, 1, 1), 0);
	assert_int_equal(uk_virtqueue_outstanding(queue), 1);
}

#define TEST(name)		cmocka_unit_test_setup_teardown(name, setup, teardown)
#define TEST_WITH(name, before) cmocka_unit_test_setup_teardown(name, before, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(gives_chains_in_order_with_what_they_hold),
		TEST(takes_what_is_used_in_any_order),
		TEST(is_full_when_descriptors_are),
		TEST(goes_round_for_ever),
		TEST(does_not_trust_the_descriptor_table),
		TEST(breaks_when_the_used_index_jumps),
		TEST(breaks_when_the_used_index_jumps_beyond_the_queue),
		TEST(breaks_when_the_used_index_goes_back),
		TEST(breaks_when_the_used_index_goes_back_over_what_was_seen),
		TEST(breaks_on_an_id_out_of_range),
		TEST(breaks_on_an_id_far_out_of_range),
		TEST(breaks_on_an_id_that_was_never_lent),
		TEST(breaks_on_an_id_given_back_twice),
		TEST(breaks_on_the_middle_of_a_chain),
		TEST(takes_nothing_from_a_device_that_broke_elsewhere),
		TEST(breaks_on_more_bytes_than_the_buffer_holds),
		TEST(breaks_on_bytes_written_to_a_buffer_to_read),
		TEST_WITH(forgives_a_legacy_device_a_length_that_means_nothing, setup_legacy),
		TEST_WITH(lays_a_legacy_queue_out_in_one_area_of_pages, setup_legacy),
		TEST_WITH(refuses_queue_sizes_no_sane_device_has, setup_alone),
		TEST_WITH(takes_the_smaller_of_both_sizes, setup_alone),
		TEST_WITH(lays_queues_out_where_the_device_may_find_them, setup_alone),
		TEST_WITH(gives_memory_back_when_the_device_refuses_a_queue, setup_alone),
		TEST_WITH(survives_every_allocation_failing, setup_alone),
		TEST(gives_all_tokens_back_after_a_reset),
		TEST(notifies_unless_told_not_to),
		TEST_WITH(notifies_when_the_awaited_index_is_passed, setup_events),
		TEST_WITH(notices_a_request_that_it_has_missed, setup_events),
		TEST(interrupts_only_while_enabled),
		TEST_WITH(interrupts_only_while_enabled, setup_events),
		TEST_WITH(interrupts_after_as_many_as_asked_for, setup_events),
		TEST_WITH(puts_long_chains_into_tables, setup_indirect),
		TEST_WITH(takes_no_table_that_is_too_short, setup_indirect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
