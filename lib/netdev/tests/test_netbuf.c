/* SPDX-License-Identifier: BSD-3-Clause */
/* Packet buffers: where they lie, how they come and go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/netbuf.h>
#include <uk/plat/memory.h>

static struct uk_netbuf_pool *pool;

static int setup(void **state)
{
	(void)state;
	pool = NULL;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	uk_netbuf_pool_destroy(pool);
	return 0;
}

static void refuses_absurd_pools(void **state)
{
	(void)state;
	assert_int_equal(uk_netbuf_pool_create(0, 2048, 0, &pool), -EINVAL);
	assert_int_equal(uk_netbuf_pool_create(1, 0, 0, &pool), -EINVAL);
	assert_int_equal(uk_netbuf_pool_create(1, 65537, 0, &pool), -EINVAL);
	assert_int_equal(uk_netbuf_pool_create(65537, 64, 0, &pool), -EINVAL);
	assert_int_equal(uk_netbuf_pool_create(1, 64, 65, &pool), -EINVAL);
}

static void gives_fresh_buffers_behind_the_headroom(void **state)
{
	struct uk_netbuf *buffer;

	(void)state;
	assert_int_equal(uk_netbuf_pool_create(1, 2048, 100, &pool), 0);
	for (unsigned int round = 0; round < 2; round++) {
		buffer = uk_netbuf_allocate(pool);
		assert_ptr_equal(buffer->data, buffer->buffer + 100);
		assert_int_equal(buffer->len + buffer->flags + buffer->gso_size, 0);
		assert_int_equal(buffer->checksum_start + buffer->checksum_offset, 0);
		assert_null(buffer->next);
		assert_int_equal(buffer->capacity, 2048);
		assert_int_equal(buffer->phys, ukplat_virt_to_phys(buffer->buffer));
		buffer->data += 10;
		buffer->len = 7;
		buffer->flags = 3;
		buffer->gso_size = 9;
		buffer->checksum_start = 1;
		buffer->checksum_offset = 1;
		uk_netbuf_free(buffer);
	}
}

static void runs_out_and_recovers(void **state)
{
	struct uk_netbuf *buffers[3];

	(void)state;
	assert_int_equal(uk_netbuf_pool_create(3, 512, 0, &pool), 0);
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(uk_netbuf_available(pool), 3 - i);
		buffers[i] = uk_netbuf_allocate(pool);
		assert_non_null(buffers[i]);
	}
	assert_null(uk_netbuf_allocate(pool));
	assert_int_equal(uk_netbuf_available(pool), 0);
	for (unsigned int i = 0; i < 3; i++)
		uk_netbuf_free(buffers[i]);
	assert_int_equal(uk_netbuf_available(pool), 3);
}

/* Every size: zeroed, apart from each other, on whole pages, and small ones inside of one page. */
static void lies_on_zeroed_pages_of_its_own(void **state)
{
	static const uint32_t sizes[] = { 1, 64, 100, 1500, 2048, 3000, 4096, 4097, 65536 };
	static const uint8_t zero[65536];

	(void)state;
	for (unsigned int s = 0; s < UK_ARRAY_SIZE(sizes); s++) {
		struct uk_netbuf *buffers[9];

		assert_int_equal(uk_netbuf_pool_create(9, sizes[s], 0, &pool), 0);
		for (unsigned int i = 0; i < 9; i++) {
			uintptr_t start, end;

			buffers[i] = uk_netbuf_allocate(pool);
			start = (uintptr_t)buffers[i]->buffer;
			end = start + sizes[s] - 1;
			assert_memory_equal(buffers[i]->buffer, zero, sizes[s]);
			memset(buffers[i]->buffer, 0xff, sizes[s]);
			assert_true(sizes[s] > 4096 ? start % 4096 == 0
						    : start / 4096 == end / 4096);
		}
		for (unsigned int i = 0; i < 9; i++)
			uk_netbuf_free(buffers[i]);
		uk_netbuf_pool_destroy(pool);
		pool = NULL;
	}
}

static void frees_and_measures_whole_packets(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	assert_int_equal(uk_netbuf_pool_create(3, 512, 0, &pool), 0);
	packet = uk_netbuf_allocate(pool);
	packet->len = 10;
	packet->next = uk_netbuf_allocate(pool);
	packet->next->len = 200;
	packet->next->next = uk_netbuf_allocate(pool);
	assert_int_equal(uk_netbuf_length(packet), 210);
	assert_int_equal(uk_netbuf_length(NULL), 0);
	uk_netbuf_free(packet);
	assert_int_equal(uk_netbuf_available(pool), 3);
}

static void count_call(void *arg)
{
	++*(unsigned int *)arg;
}

static void tells_when_an_empty_pool_is_refilled(void **state)
{
	struct uk_netbuf *first, *second;
	unsigned int calls = 0;

	(void)state;
	assert_int_equal(uk_netbuf_pool_create(2, 512, 0, &pool), 0);
	uk_netbuf_pool_set_refilled(pool, count_call, &calls);
	first = uk_netbuf_allocate(pool);
	uk_netbuf_free(first);
	assert_int_equal(calls, 0);
	first = uk_netbuf_allocate(pool);
	second = uk_netbuf_allocate(pool);
	uk_netbuf_free(first);
	assert_int_equal(calls, 1);
	uk_netbuf_free(second);
	assert_int_equal(calls, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(refuses_absurd_pools),
		TEST(gives_fresh_buffers_behind_the_headroom),
		TEST(runs_out_and_recovers),
		TEST(lies_on_zeroed_pages_of_its_own),
		TEST(frees_and_measures_whole_packets),
		TEST(tells_when_an_empty_pool_is_refilled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
