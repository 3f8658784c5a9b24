/* SPDX-License-Identifier: BSD-3-Clause */
/* A store that is absent, late, not ready yet, and one that connects again. */
#include "store.h"

static unsigned int done_count;

static void done(struct uk_xen_store_request *request)
{
	(void)request;
	done_count++;
}

static void read_key(const struct fake_xen_store_message *request)
{
	fake_xen_store_answer(request, "v", 1);
}

static struct uk_xen_store_request read_request = {
	.type = XS_READ,
	.parts = { { "k", 2 } },
	.done = done,
};

/* In this order: a client starts once. */
static void without_a_store(void **state)
{
	(void)state;
	fake_xen_store.error = -ENODEV;
	start_client();
	assert_int_equal(uk_xen_store_state(), UK_XEN_STORE_ABSENT);
	assert_false(fake_irq_registered(FAKE_XEN_STORE_IRQ));
	assert_int_equal(uk_xen_store_submit(&read_request), -ENODEV);
	assert_false(uk_xen_store_write_last("k", "v"));
}

static void a_store_that_comes_late(void **state)
{
	(void)state;
	fake_xen_store_reset(0);
	fake_xen_store.error = -EAGAIN;
	fake_xen_store.ring.connection = XENSTORE_RECONNECT;
	fake_xen_store.request = read_key;
	start_client();
	assert_int_equal(uk_xen_store_state(), UK_XEN_STORE_LATE);
	assert_int_equal(uk_xen_store_submit(&read_request), 0);
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
	assert_int_equal(uk_xen_store_state(), UK_XEN_STORE_LATE);
	fake_xen_store.error = 0;
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
	assert_int_equal(uk_xen_store_state(), UK_XEN_STORE_CONNECTING);
	assert_int_equal(fake_xen_store.ring.req_prod, 0);
	assert_int_equal(done_count, 0);
	fake_xen_store.ring.connection = XENSTORE_CONNECTED;
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
	assert_int_equal(uk_xen_store_state(), UK_XEN_STORE_READY);
	assert_int_equal(done_count, 1);
	assert_int_equal(read_request.error, 0);
}

/* The store empties the ring, from other indices on. */
static void accept_again(uint32_t index)
{
	assert_int_equal(uk_xen_store_state(), UK_XEN_STORE_CONNECTING);
	assert_int_equal(fake_xen_store.ring.connection, XENSTORE_RECONNECT);
	fake_xen_store_reset(index);
	fake_xen_store.ring.server_features = XENSTORE_SERVER_FEATURE_RECONNECTION;
	fake_xen_store.request = read_key;
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
	assert_int_equal(uk_xen_store_state(), UK_XEN_STORE_READY);
}

static void connects_again_when_asked(void **state)
{
	(void)state;
	connect_at(50);
	done_count = 0;
	assert_int_equal(uk_xen_store_reconnect(), -EOPNOTSUPP);
	fake_xen_store.ring.server_features = XENSTORE_SERVER_FEATURE_RECONNECTION;
	assert_int_equal(uk_xen_store_submit(&read_request), 0);
	fake_xen_store.notified = 0;
	assert_int_equal(uk_xen_store_reconnect(), 0);
	assert_int_equal(fake_xen_store.notified, 1);
	assert_int_equal(done_count, 1);
	assert_int_equal(read_request.error, -EIO);
	assert_int_equal(uk_xen_store_reconnect(), -EAGAIN);
	/* Kept until there is a connection. */
	assert_int_equal(uk_xen_store_submit(&read_request), 0);
	fake_xen_store.asleep = true;
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
	assert_int_equal(done_count, 1);
	accept_again(77777);
	assert_int_equal(done_count, 2);
	assert_int_equal(read_request.error, 0);
	assert_string_equal(fake_console_output(), "");
}

/* Not one byte of the ring but the connection field, from the moment on that it is set. */
static void a_broken_ring_is_connected_again(void **state)
{
	static struct xenstore_domain_interface before;

	(void)state;
	connect_at(50);
	done_count = 0;
	fake_xen_store.ring.server_features = XENSTORE_SERVER_FEATURE_RECONNECTION;
	assert_int_equal(uk_xen_store_submit(&read_request), 0);
	fake_xen_store_send(XS_READ, 0, "", 0);
	before = fake_xen_store.ring;
	fake_xen_store_run();
	assert_string_equal(fake_console_output(),
			    "error: xen_store: the ring is broken: an answer to no "
			    "request; connecting again\n");
	assert_int_equal(fake_xen_store.ring.rsp_cons, before.rsp_cons);
	assert_int_equal(done_count, 1);
	accept_again(0);
	assert_int_equal(uk_xen_store_submit(&read_request), 0);
	assert_int_equal(read_request.error, 0);
}

static void a_store_that_breaks_every_ring_is_left_alone(void **state)
{
	(void)state;
	connect_at(0);
	for (unsigned int i = 1;; i++) {
		fake_xen_store.ring.server_features = XENSTORE_SERVER_FEATURE_RECONNECTION;
		fake_xen_store_send(XS_READ, 0, "", 0);
		fake_xen_store_run();
		if (uk_xen_store_state() == UK_XEN_STORE_BROKEN) {
			assert_int_equal(i, 8);
			break;
		}
		accept_again(i);
	}
	assert_int_equal(uk_xen_store_submit(&read_request), -EIO);
	assert_int_equal(uk_xen_store_reconnect(), -EAGAIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_store),
		cmocka_unit_test(a_store_that_comes_late),
		cmocka_unit_test(connects_again_when_asked),
		cmocka_unit_test(a_broken_ring_is_connected_again),
		cmocka_unit_test(a_store_that_breaks_every_ring_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
