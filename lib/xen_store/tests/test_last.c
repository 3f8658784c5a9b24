/* SPDX-License-Identifier: BSD-3-Clause */
/* The last key: from any state in which the client may have been stopped. */
#include "store.h"

static struct fake_xen_store_message seen[8];
static unsigned int seen_count, yields;

static void see(const struct fake_xen_store_message *request)
{
	assert_true(seen_count < UK_ARRAY_SIZE(seen));
	seen[seen_count++] = *request;
	fake_xen_store_answer(request, "OK", 3);
}

static void turn(void)
{
	yields++;
	fake_xen_store_run();
}

static int start(void **state)
{
	connect(state);
	fake_xen_store.request = see;
	fake_xen_store.yield = turn;
	seen_count = yields = 0;
	(void)ukplat_irq_save();
	return 0;
}

static int end(void **state)
{
	(void)state;
	/* Nothing runs any more in an image; here the next test does. */
	client->state = UK_XEN_STORE_ABSENT;
	ukplat_irq_enable();
	return 0;
}

static void assert_written(unsigned int last)
{
	assert_int_equal(seen_count, last + 1);
	assert_int_equal(seen[last].header.type, XS_WRITE);
	assert_int_equal(seen[last].header.tx_id, 0);
	assert_int_equal(seen[last].header.len, 18);
	assert_memory_equal(seen[last].payload,
			    "data/exit-status\0"
			    "7",
			    18);
}

static bool write_last(void)
{
	return uk_xen_store_write_last("data/exit-status", "7");
}

static void with_nothing_else(void **state)
{
	(void)state;
	assert_true(write_last());
	assert_written(0);
}

/* The rest of a long request goes first; one that has not begun stays where it is. */
static void with_half_a_request_sent(void **state)
{
	static const char value[3000] = { 'v' };
	struct uk_xen_store_request half = { .type = XS_WRITE,
					     .parts = { { "k", 2 }, { value, sizeof(value) } } };
	struct uk_xen_store_request waiting = { .type = XS_RM, .parts = { { "k", 2 } } };

	(void)state;
	fake_xen_store.asleep = true;
	assert_int_equal(uk_xen_store_submit(&half), 0);
	assert_int_equal(uk_xen_store_submit(&waiting), 0);
	fake_xen_store.asleep = false;
	fake_xen_store.pace = 100;
	assert_true(write_last());
	assert_int_equal(seen[0].header.len, 3002);
	assert_memory_equal(seen[0].payload + 2, value, sizeof(value));
	assert_written(1);
}

static void with_answers_and_events_on_the_way(void **state)
{
	struct uk_xen_store_request read = { .type = XS_READ, .parts = { { "k", 2 } } };

	(void)state;
	assert_int_equal(uk_xen_store_submit(&read), 0);
	for (unsigned int i = 0; i < 200; i++)
		fake_xen_store_event("some/path", "1");
	assert_true(write_last());
	assert_written(1);
}

/* Stopped between the copy of an index and the index in the ring. */
static void stopped_before_the_index_is_visible(void **state)
{
	static const char key[] = "k";
	struct uk_xen_store_request read = { .type = XS_READ, .parts = { { key, 2 } } };

	(void)state;
	fake_xen_store.asleep = true;
	assert_int_equal(uk_xen_store_submit(&read), 0);
	fake_xen_store.ring.req_prod -= 18;
	fake_xen_store.asleep = false;
	assert_true(write_last());
	assert_int_equal(seen[0].header.type, XS_READ);
	assert_written(1);
}

/* Stopped after some bytes were copied that nothing says of yet, or when a message was complete. */
static void stopped_while_receiving(void **state)
{
	(void)state;
	fake_xen_store.asleep = true;
	client->in.header = (struct xsd_sockmsg){ XS_WATCH_EVENT, 0, 0, 4 };
	client->in_start = client->consumed - 20;
	fake_xen_store.asleep = false;
	assert_true(write_last());
	assert_written(0);
}

static void stopped_while_a_message_is_made(void **state)
{
	(void)state;
	client->out.header.len = 4000;
	client->out_len = 4016;
	assert_true(write_last());
	assert_written(0);
}

static void refused(void **state)
{
	(void)state;
	fake_xen_store.request = NULL;
	fake_xen_store_send(XS_ERROR, 0, "EACCES", 7);
	assert_false(write_last());
}

static void an_event_is_no_answer(void **state)
{
	(void)state;
	fake_xen_store.request = NULL;
	fake_xen_store_event("data", "0");
	assert_false(write_last());
	assert_true(yields >= 1000);
}

static void no_answer_at_all(void **state)
{
	(void)state;
	fake_xen_store.asleep = true;
	assert_false(write_last());
	assert_in_range(yields, 1000, 100000);
}

static void no_room_at_all(void **state)
{
	static const char value[3000] = { 'v' };
	struct uk_xen_store_request large = { .type = XS_WRITE,
					      .parts = { { "k", 2 }, { value, sizeof(value) } } };

	(void)state;
	fake_xen_store.asleep = true;
	assert_int_equal(uk_xen_store_submit(&large), 0);
	assert_false(write_last());
	assert_in_range(yields, 1000, 100000);
}

/* All ring full of a message, and nothing says so yet. */
static void stopped_before_any_of_it_is_visible(void **state)
{
	static const char value[3000] = { 'v' };
	struct uk_xen_store_request large = { .type = XS_WRITE,
					      .parts = { { "k", 2 }, { value, sizeof(value) } } };

	(void)state;
	fake_xen_store.asleep = true;
	assert_int_equal(uk_xen_store_submit(&large), 0);
	fake_xen_store.ring.req_prod -= XENSTORE_RING_SIZE;
	fake_xen_store.asleep = false;
	assert_true(write_last());
	assert_written(1);
}

/* Whatever stands in the ring: here, what would be an answer. */
static void indices_that_are_impossible(void **state)
{
	struct xsd_sockmsg answer = { XS_WRITE, 0, 0, 0 };

	(void)state;
	fake_xen_store.asleep = true;
	for (uint32_t i = 0; i < XENSTORE_RING_SIZE; i++)
		fake_xen_store.ring.rsp[MASK_XENSTORE_IDX(client->consumed + i)] =
			((const char *)&answer)[i % sizeof(answer)];
	fake_xen_store.ring.rsp_prod += XENSTORE_RING_SIZE + 1;
	assert_false(write_last());
	yields = 0;
	fake_xen_store.ring.req_cons = client->produced + 1;
	assert_false(write_last());
	assert_int_equal(yields, 0);
	assert_string_equal(fake_console_output(), "");
}

static void a_record_that_is_impossible(void **state)
{
	(void)state;
	client->out_end = client->produced + 100;
	client->out_len = 50;
	assert_false(write_last());
	assert_int_equal(seen_count, 0);
}

static void an_answer_that_is_too_long(void **state)
{
	struct xsd_sockmsg header = { XS_WRITE, 0, 0, UINT32_MAX };

	(void)state;
	fake_xen_store.request = NULL;
	fake_xen_store_bytes(&header, sizeof(header));
	fake_xen_store_bytes("more", 4);
	assert_false(write_last());
}

static void not_connected(void **state)
{
	(void)state;
	client->state = UK_XEN_STORE_BROKEN;
	assert_false(write_last());
	client->state = UK_XEN_STORE_CONNECTING;
	fake_xen_store.ring.connection = XENSTORE_RECONNECT;
	assert_false(write_last());
	client->state = UK_XEN_STORE_LATE;
	assert_false(write_last());
	fake_xen_store.ring.connection = XENSTORE_CONNECTED;
	fake_xen_store.error = -EAGAIN;
	assert_false(write_last());
	client->state = UK_XEN_STORE_ABSENT;
	fake_xen_store.error = -ENODEV;
	assert_false(write_last());
	assert_int_equal(fake_xen_store.notified, 0);
}

/* As when the command line is wrong. */
static void before_the_client_has_started(void **state)
{
	(void)state;
	memset(client, 0, sizeof(*client));
	assert_true(write_last());
	assert_written(0);
}

static void too_long_a_key(void **state)
{
	char path[200];

	(void)state;
	memset(path, 'p', sizeof(path));
	path[199] = '\0';
	assert_false(uk_xen_store_write_last(path, "1"));
	assert_int_equal(fake_xen_store.notified, 0);
	assert_true(uk_xen_store_write_last(path, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(with_nothing_else, start, end),
		cmocka_unit_test_setup_teardown(with_half_a_request_sent, start, end),
		cmocka_unit_test_setup_teardown(with_answers_and_events_on_the_way, start, end),
		cmocka_unit_test_setup_teardown(stopped_before_the_index_is_visible, start, end),
		cmocka_unit_test_setup_teardown(stopped_while_receiving, start, end),
		cmocka_unit_test_setup_teardown(stopped_while_a_message_is_made, start, end),
		cmocka_unit_test_setup_teardown(refused, start, end),
		cmocka_unit_test_setup_teardown(an_event_is_no_answer, start, end),
		cmocka_unit_test_setup_teardown(no_answer_at_all, start, end),
		cmocka_unit_test_setup_teardown(no_room_at_all, start, end),
		cmocka_unit_test_setup_teardown(stopped_before_any_of_it_is_visible, start, end),
		cmocka_unit_test_setup_teardown(indices_that_are_impossible, start, end),
		cmocka_unit_test_setup_teardown(a_record_that_is_impossible, start, end),
		cmocka_unit_test_setup_teardown(an_answer_that_is_too_long, start, end),
		cmocka_unit_test_setup_teardown(not_connected, start, end),
		cmocka_unit_test_setup_teardown(before_the_client_has_started, start, end),
		cmocka_unit_test_setup_teardown(too_long_a_key, start, end),
	};

	return cmocka_run_group_tests(tests, setup_group, NULL);
}
