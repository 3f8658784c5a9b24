/* SPDX-License-Identifier: BSD-3-Clause */
/* Watches: registration, floods, callbacks in both contexts, removal, reconnection. */
#include <uk/plat/memory.h>
#include <uk/sched.h>
#include <uk/xen_store.h>

#include "store.h"

/* No guard pages: the leak checker reads the stack of the watch thread, which is still there at the end. */
int ukplat_protect(void *address, size_t size, unsigned int protection)
{
	(void)address;
	(void)size;
	(void)protection;
	return 0;
}

static unsigned int isr_calls, thread_calls;
static struct fake_xen_store_message watched;

static void changed_isr(struct uk_xen_store_watch *watch)
{
	(void)watch;
	assert_false(ukplat_irq_enabled());
	isr_calls++;
}

static void changed(struct uk_xen_store_watch *watch)
{
	(void)watch;
	thread_calls++;
	uk_thread_sleep_until(uk_time_after(1000));
}

/* As a store does: the watch fires at once. */
static void serve(const struct fake_xen_store_message *request)
{
	answer_ok(request);
	if (request->header.type != XS_WATCH)
		return;
	watched = *request;
	fake_xen_store_event(watched.payload, watched.payload + strlen(watched.payload) + 1);
}

static const char *token(void)
{
	return watched.payload + strlen(watched.payload) + 1;
}

static void fire(void)
{
	fake_xen_store_event("a/b", token());
	fake_xen_store_run();
}

static int start(void **state)
{
	connect(state);
	fake_xen_store.request = serve;
	isr_calls = thread_calls = 0;
	return 0;
}

static void pause_a_while(void)
{
	assert_int_equal(uk_thread_sleep_until(uk_time_after(UK_NSEC_PER_MSEC)), 0);
}

static void fires_in_interrupt_context(void **state)
{
	struct uk_xen_store_watch watch = { .path = "a", .changed_isr = changed_isr };

	(void)state;
	assert_int_equal(uk_xen_store_watch_start(&watch), 0);
	assert_string_equal(watched.payload, "a");
	assert_int_equal(isr_calls, 1);
	fire();
	assert_int_equal(isr_calls, 2);
	/* Two at once are one. */
	fake_xen_store_event("a/b", token());
	fire();
	assert_int_equal(isr_calls, 3);
	fire();
	assert_int_equal(isr_calls, 4);
}

static void several_watches(void **state)
{
	struct uk_xen_store_watch one = { .path = "one", .changed_isr = changed_isr };
	struct uk_xen_store_watch two = { .path = "two" };
	char token_of_one[12];

	(void)state;
	assert_int_equal(uk_xen_store_watch_start(&one), 0);
	strcpy(token_of_one, token());
	assert_int_equal(uk_xen_store_watch_add(&two, UK_NEVER), 0);
	assert_string_not_equal(token(), token_of_one);
	assert_int_equal(isr_calls, 1);
	fake_xen_store_event("one", token_of_one);
	fake_xen_store_run();
	assert_int_equal(isr_calls, 2);
	uk_xen_store_watch_remove(&two);
}

static void tokens_of_nobody(void **state)
{
	struct uk_xen_store_watch watch = { .path = "a", .changed_isr = changed_isr };

	(void)state;
	assert_int_equal(uk_xen_store_watch_start(&watch), 0);
	fake_xen_store_event("a", "");
	fake_xen_store_event("a", "xyz");
	fake_xen_store_event("a", "100000000");
	fake_xen_store_run();
	assert_int_equal(isr_calls, 1);
	assert_int_equal(uk_xen_store_state(), UK_XEN_STORE_READY);
}

static void waits_for_a_change(void **state)
{
	struct uk_xen_store_watch watch = { .path = "a" };

	(void)state;
	assert_int_equal(uk_xen_store_watch_add(&watch, UK_NEVER), 0);
	assert_int_equal(uk_xen_store_watch_wait(&watch, UK_NEVER), 0);
	assert_int_equal(uk_xen_store_watch_wait(&watch, uk_time_after(1000)), -ETIMEDOUT);
	fire();
	assert_int_equal(uk_xen_store_watch_wait(&watch, UK_NEVER), 0);
	uk_xen_store_watch_remove(&watch);
	assert_int_equal(fake_xen_store.last.header.type, XS_UNWATCH);
	assert_string_equal(fake_xen_store.last.payload, "a");
	assert_string_equal(fake_xen_store.last.payload + 2, token());
	fire();
	assert_int_equal(uk_xen_store_state(), UK_XEN_STORE_READY);
}

/* A hundred thousand changes, and no memory: few calls, the last one after the last change. */
static void a_flood(void **state)
{
	struct uk_xen_store_watch watch = { .path = "a", .changed = changed };
	int live = fake_alloc_live;

	(void)state;
	assert_int_equal(uk_xen_store_watch_add(&watch, UK_NEVER), 0);
	live = fake_alloc_live;
	for (unsigned int i = 0; i < 100000; i++)
		fire();
	pause_a_while();
	assert_int_equal(thread_calls, 1);
	fire();
	pause_a_while();
	assert_int_equal(thread_calls, 2);
	assert_int_equal(fake_alloc_live, live);
	uk_xen_store_watch_remove(&watch);
}

static void a_change_during_the_call(void **state)
{
	struct uk_xen_store_watch watch = { .path = "a", .changed = changed };

	(void)state;
	assert_int_equal(uk_xen_store_watch_add(&watch, UK_NEVER), 0);
	uk_thread_yield();
	assert_int_equal(thread_calls, 1);
	fire();
	fire();
	pause_a_while();
	assert_int_equal(thread_calls, 2);
	uk_xen_store_watch_remove(&watch);
}

/* Its callback has returned. */
static void removal_waits_for_the_call(void **state)
{
	struct uk_xen_store_watch watch = { .path = "a", .changed = changed };
	uint64_t begin = uk_time_now();

	(void)state;
	assert_int_equal(uk_xen_store_watch_add(&watch, UK_NEVER), 0);
	uk_thread_yield();
	assert_int_equal(thread_calls, 1);
	fire();
	uk_xen_store_watch_remove(&watch);
	assert_true(uk_time_now() >= begin + 1000);
	pause_a_while();
	assert_int_equal(thread_calls, 1);
}

static void remove_itself(struct uk_xen_store_watch *watch)
{
	thread_calls++;
	uk_xen_store_watch_remove(watch);
}

static void removal_out_of_the_call(void **state)
{
	struct uk_xen_store_watch watch = { .path = "a", .changed = remove_itself };

	(void)state;
	assert_int_equal(uk_xen_store_watch_add(&watch, UK_NEVER), 0);
	pause_a_while();
	assert_int_equal(thread_calls, 1);
	assert_true(uk_list_empty(&xen_store_watches));
	/* The thread is there for others. */
	assert_int_equal(uk_xen_store_watch_add(&watch, UK_NEVER), 0);
	pause_a_while();
	assert_int_equal(thread_calls, 2);
}

static void refuse(const struct fake_xen_store_message *request)
{
	fake_xen_store_refuse(request, "EACCES");
}

static void a_watch_that_is_refused(void **state)
{
	struct uk_xen_store_watch watch = { .path = "a" };

	(void)state;
	fake_xen_store.request = refuse;
	assert_int_equal(uk_xen_store_watch_add(&watch, UK_NEVER), -EACCES);
	assert_true(uk_list_empty(&xen_store_watches));
	assert_string_equal(fake_console_output(), "error: xen_store: no watch on a: error 13\n");
}

static void no_answer(const struct fake_xen_store_message *request)
{
	watched = *request;
}

static void a_watch_without_an_answer(void **state)
{
	struct uk_xen_store_watch watch = { .path = "a" };

	(void)state;
	fake_xen_store.request = no_answer;
	assert_int_equal(uk_xen_store_watch_add(&watch, uk_time_after(1000)), -ETIMEDOUT);
	fake_xen_store_answer(&watched, "OK", 3);
	fire();
	assert_true(uk_list_empty(&xen_store_watches));
	assert_int_equal(uk_xen_store_state(), UK_XEN_STORE_READY);
}

static void a_path_that_is_too_long(void **state)
{
	static char path[XENSTORE_PAYLOAD_MAX];
	struct uk_xen_store_watch watch = { .path = path };

	(void)state;
	memset(path, 'p', sizeof(path) - 1);
	assert_int_equal(uk_xen_store_watch_add(&watch, UK_NEVER), -E2BIG);
	assert_true(uk_list_empty(&xen_store_watches));
}

/* Both are registered in the new ring, and both fire. */
static void after_a_reconnection(void **state)
{
	struct uk_xen_store_watch one = { .path = "one", .changed_isr = changed_isr };
	struct uk_xen_store_watch two = { .path = "two" };

	(void)state;
	fake_xen_store.ring.server_features = XENSTORE_SERVER_FEATURE_RECONNECTION;
	assert_int_equal(uk_xen_store_watch_start(&one), 0);
	assert_int_equal(uk_xen_store_watch_add(&two, UK_NEVER), 0);
	assert_int_equal(uk_xen_store_watch_wait(&two, UK_NEVER), 0);
	assert_int_equal(uk_xen_store_reconnect(), 0);
	fake_xen_store_reset(9);
	fake_xen_store.request = serve;
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
	assert_int_equal(fake_xen_store.requests, 2);
	assert_int_equal(isr_calls, 2);
	assert_int_equal(uk_xen_store_watch_wait(&two, UK_NEVER), 0);
	uk_xen_store_watch_remove(&two);
}

/* Without a connection: it is registered when there is one. */
static void before_there_is_a_connection(void **state)
{
	struct uk_xen_store_watch watch = { .path = "a", .changed_isr = changed_isr };

	(void)state;
	client->state = UK_XEN_STORE_LATE;
	fake_xen_store.error = -EAGAIN;
	assert_int_equal(uk_xen_store_watch_start(&watch), 0);
	assert_int_equal(fake_xen_store.requests, 0);
	fake_xen_store.error = 0;
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
	assert_int_equal(isr_calls, 1);
}

static void break_ring(void *arg)
{
	(void)arg;
	fake_xen_store_send(XS_READ, 0, "", 0);
	fake_xen_store_run();
}

static void waiting_on_a_broken_ring(void **state)
{
	struct uk_xen_store_watch watch = { .path = "a" }, other = { .path = "b" };
	struct uk_thread *thread;

	(void)state;
	assert_int_equal(uk_xen_store_watch_add(&watch, UK_NEVER), 0);
	assert_int_equal(uk_xen_store_watch_wait(&watch, UK_NEVER), 0);
	assert_int_equal(uk_thread_create(break_ring, NULL, NULL, &thread), 0);
	assert_int_equal(uk_xen_store_watch_wait(&watch, UK_NEVER), -EIO);
	assert_int_equal(uk_thread_join(thread, UK_NEVER, NULL), 0);
	assert_int_equal(uk_xen_store_watch_add(&other, UK_NEVER), -EIO);
	uk_xen_store_watch_remove(&watch);
	assert_broken("an answer to no request");
}

static void a_ring_that_breaks_at_the_registration(void **state)
{
	struct uk_xen_store_watch watch = { .path = "a" };
	struct uk_thread *thread;

	(void)state;
	fake_xen_store.request = no_answer;
	assert_int_equal(uk_thread_create(break_ring, NULL, NULL, &thread), 0);
	assert_int_equal(uk_xen_store_watch_add(&watch, UK_NEVER), -EIO);
	assert_int_equal(uk_thread_join(thread, UK_NEVER, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(fires_in_interrupt_context, start),
		cmocka_unit_test_setup(several_watches, start),
		cmocka_unit_test_setup(tokens_of_nobody, start),
		cmocka_unit_test_setup(waits_for_a_change, start),
		cmocka_unit_test_setup(a_flood, start),
		cmocka_unit_test_setup(a_change_during_the_call, start),
		cmocka_unit_test_setup(removal_waits_for_the_call, start),
		cmocka_unit_test_setup(removal_out_of_the_call, start),
		cmocka_unit_test_setup(a_watch_that_is_refused, start),
		cmocka_unit_test_setup(a_watch_without_an_answer, start),
		cmocka_unit_test_setup(a_path_that_is_too_long, start),
		cmocka_unit_test_setup(after_a_reconnection, start),
		cmocka_unit_test_setup(before_there_is_a_connection, start),
		cmocka_unit_test_setup(waiting_on_a_broken_ring, start),
		cmocka_unit_test_setup(a_ring_that_breaks_at_the_registration, start),
	};

	return cmocka_run_group_tests(tests, setup_group, NULL);
}
