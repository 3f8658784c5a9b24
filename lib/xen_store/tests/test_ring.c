/* SPDX-License-Identifier: BSD-3-Clause */
/* The ring and what comes through it: requests in pieces, answers in any order, and a store that lies. */
#include "store.h"

enum { MANY = 3 * XEN_STORE_SLOTS };

static struct uk_xen_store_request requests[MANY];
static char replies[MANY][16];
static unsigned int done_count;

static void done(struct uk_xen_store_request *request)
{
	assert_false(ukplat_irq_enabled());
	done_count++;
	request->type = XS_INVALID;
}

static struct uk_xen_store_request *read_request(unsigned int i, const char *path)
{
	memset(replies[i], 0, sizeof(replies[i]));
	requests[i] = (struct uk_xen_store_request){
		.type = XS_READ,
		.parts = { { path, strlen(path) + 1 } },
		.reply = replies[i],
		.reply_size = sizeof(replies[i]),
		.done = done,
	};
	return &requests[i];
}

static void submit(unsigned int i)
{
	assert_int_equal(uk_xen_store_submit(read_request(i, "some/path")), 0);
}

static int start(void **state)
{
	done_count = 0;
	return connect(state);
}

static void answer_path(const struct fake_xen_store_message *request)
{
	fake_xen_store_answer(request, request->payload, request->header.len);
}

static void a_request_and_its_answer(void **state)
{
	(void)state;
	fake_xen_store.request = answer_path;
	submit(0);
	assert_int_equal(done_count, 1);
	assert_int_equal(requests[0].error, 0);
	assert_int_equal(requests[0].reply_len, 10);
	assert_string_equal(replies[0], "some/path");
	assert_int_equal(fake_xen_store.last.header.tx_id, 0);
	assert_int_equal(fake_xen_store.ring.rsp_cons, fake_xen_store.written);
}

/* More than there are ids: the rest follows as answers come. */
static void many_requests_answered_out_of_order(void **state)
{
	static struct fake_xen_store_message kept[XEN_STORE_SLOTS];

	(void)state;
	for (unsigned int i = 0; i < MANY; i++)
		assert_int_equal(uk_xen_store_submit(read_request(i, "p")), 0);
	assert_int_equal(fake_xen_store.requests, XEN_STORE_SLOTS);
	for (unsigned int i = 0; i < XEN_STORE_SLOTS; i++)
		kept[i].header = (struct xsd_sockmsg){ XS_READ, client->slots[i].id, 0, 0 };
	fake_xen_store.request = answer_path;
	for (unsigned int i = XEN_STORE_SLOTS; i-- > 0;)
		fake_xen_store_answer(&kept[i], "x", 1);
	fake_xen_store_run();
	assert_int_equal(fake_xen_store.requests, MANY);
	assert_int_equal(done_count, MANY);
	for (unsigned int i = 0; i < MANY; i++)
		assert_int_equal(replies[i][0], i < XEN_STORE_SLOTS ? 'x' : 'p');
}

/* The store takes a byte at a time, and its answer comes in pieces of every size. */
static void everything_in_pieces(void **state)
{
	static const char value[4000] = { [0] = 'a', [3999] = 'z' };
	static char reply[4000];

	(void)state;
	for (uint32_t pace = 1; pace < 40; pace += 6) {
		struct uk_xen_store_request write = {
			.type = XS_WRITE,
			.parts = { { "k", 2 }, { value, sizeof(value) }, { "!", 1 } },
			.reply = reply,
			.reply_size = sizeof(reply),
		};
		unsigned int before = fake_xen_store.requests;

		fake_xen_store.pace = pace;
		assert_int_equal(uk_xen_store_submit(&write), 0);
		for (unsigned int i = 0; i < 8000 && fake_xen_store.requests == before; i++)
			fake_xen_store_run();
		assert_int_equal(fake_xen_store.last.header.len, 4003);
		assert_memory_equal(fake_xen_store.last.payload + 2, value, sizeof(value));
		assert_int_equal(fake_xen_store.last.payload[4002], '!');
		for (size_t i = 0; i < sizeof(struct xsd_sockmsg); i++) {
			const char *header = (const char *)&(struct xsd_sockmsg){
				XS_WRITE, fake_xen_store.last.header.req_id, 0, sizeof(value)
			};

			fake_xen_store_bytes(header + i, 1);
			fake_xen_store_run();
		}
		for (size_t i = 0, len; i < sizeof(value); i += len) {
			len = uk_min((size_t)pace * 31, sizeof(value) - i);
			fake_xen_store_bytes(value + i, len);
			fake_xen_store_run();
		}
		assert_int_equal(write.state, REQUEST_IDLE);
		assert_int_equal(write.error, 0);
		assert_memory_equal(reply, value, sizeof(value));
	}
}

static void a_payload_of_more_than_4096_bytes_is_not_sent(void **state)
{
	static const char large[XENSTORE_PAYLOAD_MAX + 1];
	struct uk_xen_store_request request = { .type = XS_WRITE,
						.parts = { { large, 2 }, { large, 4095 } } };

	(void)state;
	assert_int_equal(uk_xen_store_submit(&request), -E2BIG);
	request.parts[1].len = SIZE_MAX;
	assert_int_equal(uk_xen_store_submit(&request), -E2BIG);
	assert_int_equal(fake_xen_store.notified, 0);
	request.parts[1].len = 4094;
	assert_int_equal(uk_xen_store_submit(&request), 0);
}

static void an_answer_that_does_not_fit(void **state)
{
	(void)state;
	submit(0);
	memset(replies[0], 'u', sizeof(replies[0]));
	fake_xen_store_answer(&fake_xen_store.last, "12345678901234567", 17);
	fake_xen_store_run();
	assert_int_equal(requests[0].error, -E2BIG);
	assert_int_equal(requests[0].reply_len, 17);
	assert_int_equal(replies[0][0], 'u');
}

static void names_of_errors(void **state)
{
	static const struct {
		const char *name;
		size_t len;
		int error;
	} cases[] = {
		{ "EINVAL", 7, -EINVAL },   { "EAGAIN", 7, -EAGAIN }, { "E2BIG", 6, -E2BIG },
		{ "ENOENT", 7, -ENOENT },   { "EPERM", 6, -EPERM },   { "ENOENT", 6, -EIO },
		{ "ENOENT", 3, -EIO },	    { "ENOENT\0x", 9, -EIO }, { "ENOENT\0", 8, -EIO },
		{ "ESOMETHING", 11, -EIO }, { "", 0, -EIO },	      { "", 1, -EIO },
		{ "2", 2, -EIO },
	};

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(cases); i++) {
		submit(0);
		fake_xen_store_send(XS_ERROR, fake_xen_store.last.header.req_id, cases[i].name,
				    cases[i].len);
		fake_xen_store_run();
		assert_int_equal(requests[0].error, cases[i].error);
		assert_int_equal(requests[0].type, XS_INVALID);
	}
}

/* In each case two requests wait, and a third one cannot be made. */
static void assert_all_failed(const char *why)
{
	fake_xen_store_run();
	assert_broken(why);
	assert_int_equal(done_count, 2);
	assert_int_equal(requests[0].error, -EIO);
	assert_int_equal(requests[1].error, -EIO);
	assert_int_equal(uk_xen_store_submit(read_request(2, "p")), -EIO);
	/* What follows is not looked at. */
	fake_xen_store_event("path", "1");
	fake_xen_store.ring.rsp_prod += 5000;
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
	assert_broken(why);
	assert_int_equal(done_count, 2);
}

static int start_with_two(void **state)
{
	start(state);
	submit(0);
	submit(1);
	return 0;
}

static void an_id_that_was_never_given(void **state)
{
	(void)state;
	fake_xen_store_send(XS_READ, fake_xen_store.last.header.req_id + XEN_STORE_SLOTS, "", 0);
	assert_all_failed("an answer to no request");
}

static void an_id_of_nothing(void **state)
{
	(void)state;
	fake_xen_store_send(XS_READ, 0, "", 0);
	assert_all_failed("an answer to no request");
}

static void an_error_to_nothing(void **state)
{
	(void)state;
	fake_xen_store_send(XS_ERROR, 0, "EIO", 4);
	assert_all_failed("an answer to no request");
}

static void an_id_far_away(void **state)
{
	(void)state;
	fake_xen_store_send(XS_READ, UINT32_MAX, "", 0);
	assert_all_failed("an answer to no request");
}

static void a_second_answer(void **state)
{
	struct fake_xen_store_message second = fake_xen_store.last;

	(void)state;
	fake_xen_store_answer(&second, "v", 1);
	fake_xen_store_run();
	assert_int_equal(requests[1].error, 0);
	assert_int_equal(done_count, 1);
	submit(1);
	fake_xen_store_answer(&second, "v", 1);
	fake_xen_store_run();
	done_count--;
	assert_all_failed("an answer to no request");
}

static void an_answer_of_another_type(void **state)
{
	(void)state;
	fake_xen_store_send(XS_WRITE, fake_xen_store.last.header.req_id, "OK", 3);
	assert_all_failed("an answer of a wrong type");
}

static void a_message_that_is_too_long(void **state)
{
	struct xsd_sockmsg header = { XS_READ, fake_xen_store.last.header.req_id, 0,
				      XENSTORE_PAYLOAD_MAX + 1 };

	(void)state;
	fake_xen_store_bytes(&header, sizeof(header));
	fake_xen_store_bytes("some of it", 10);
	assert_all_failed("a message that is too long");
}

static void a_message_that_is_longer_than_memory(void **state)
{
	struct xsd_sockmsg header = { XS_WATCH_EVENT, 0, 0, UINT32_MAX };

	(void)state;
	fake_xen_store_bytes(&header, sizeof(header));
	assert_all_failed("a message that is too long");
}

static void events_without_path_or_token(void **state)
{
	static const struct {
		const char *payload;
		size_t len;
	} cases[] = { { "", 0 },	 { "path", 4 },	       { "path", 5 },
		      { "path\0to", 7 }, { "path\0to\0x", 9 }, { "path\0to\0", 9 } };

	for (size_t i = 0; i < UK_ARRAY_SIZE(cases); i++) {
		start_with_two(state);
		fake_xen_store_send(XS_WATCH_EVENT, 0, cases[i].payload, cases[i].len);
		assert_all_failed("a watch event without path and token");
	}
}

static void more_written_than_there_is_room_for(void **state)
{
	(void)state;
	fake_xen_store.ring.rsp_prod = fake_xen_store.ring.rsp_cons + XENSTORE_RING_SIZE + 1;
	fake_xen_store.asleep = true;
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
	assert_all_failed("more was written than there is room for");
}

static void less_written_than_was_read(void **state)
{
	(void)state;
	fake_xen_store.ring.rsp_prod = fake_xen_store.ring.rsp_cons - 1;
	fake_xen_store.asleep = true;
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
	assert_all_failed("more was written than there is room for");
}

static void more_read_than_was_written(void **state)
{
	(void)state;
	fake_xen_store.ring.req_cons = fake_xen_store.ring.req_prod + 1;
	fake_xen_store.asleep = true;
	done_count--;
	submit(2);
	done_count--;
	assert_int_equal(requests[2].error, -EIO);
	done_count++;
	assert_all_failed("more was read than was written");
}

/* Our own indices are ours, whatever stands in the ring. */
static void a_store_that_changes_our_indices(void **state)
{
	(void)state;
	fake_xen_store.ring.req_prod += 12345;
	fake_xen_store.ring.rsp_cons -= 777;
	fake_xen_store.request = answer_path;
	fake_xen_store.asleep = true;
	submit(0);
	assert_int_equal(fake_xen_store.ring.req_prod, client->produced);
	fake_xen_store.ring.rsp_cons = client->consumed;
	fake_xen_store.asleep = false;
	fake_xen_store_run();
	assert_string_equal(replies[0], "some/path");
}

/* What is in the ring at the start was meant for somebody else. */
static void answers_to_somebody_before_us(void **state)
{
	(void)state;
	client->state = UK_XEN_STORE_LATE;
	fake_xen_store_bytes("half an answer", 14);
	fake_xen_store_run();
	assert_int_equal(uk_xen_store_state(), UK_XEN_STORE_READY);
	assert_int_equal(fake_xen_store.ring.rsp_cons, fake_xen_store.ring.rsp_prod);
	fake_xen_store.request = answer_path;
	submit(0);
	assert_string_equal(replies[0], "some/path");
}

static void a_request_out_of_a_callback(void **state)
{
	(void)state;
	fake_xen_store.request = answer_path;
	requests[1] = *read_request(0, "first");
	submit(1);
	assert_int_equal(done_count, 1);
	assert_int_equal(uk_xen_store_submit(&requests[0]), 0);
	assert_int_equal(done_count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_request_and_its_answer, start),
		cmocka_unit_test_setup(many_requests_answered_out_of_order, start),
		cmocka_unit_test_setup(everything_in_pieces, start),
		cmocka_unit_test_setup(a_payload_of_more_than_4096_bytes_is_not_sent, start),
		cmocka_unit_test_setup(an_answer_that_does_not_fit, start),
		cmocka_unit_test_setup(names_of_errors, start),
		cmocka_unit_test_setup(an_id_that_was_never_given, start_with_two),
		cmocka_unit_test_setup(an_id_of_nothing, start_with_two),
		cmocka_unit_test_setup(an_error_to_nothing, start_with_two),
		cmocka_unit_test_setup(an_id_far_away, start_with_two),
		cmocka_unit_test_setup(a_second_answer, start_with_two),
		cmocka_unit_test_setup(an_answer_of_another_type, start_with_two),
		cmocka_unit_test_setup(a_message_that_is_too_long, start_with_two),
		cmocka_unit_test_setup(a_message_that_is_longer_than_memory, start_with_two),
		cmocka_unit_test(events_without_path_or_token),
		cmocka_unit_test_setup(more_written_than_there_is_room_for, start_with_two),
		cmocka_unit_test_setup(less_written_than_was_read, start_with_two),
		cmocka_unit_test_setup(more_read_than_was_written, start_with_two),
		cmocka_unit_test_setup(a_store_that_changes_our_indices, start),
		cmocka_unit_test_setup(answers_to_somebody_before_us, start),
		cmocka_unit_test_setup(a_request_out_of_a_callback, start),
	};

	return cmocka_run_group_tests(tests, setup_group, NULL);
}
