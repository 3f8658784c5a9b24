/* SPDX-License-Identifier: BSD-3-Clause */
/* The thread that waits for a request to stop, on a scheduler that the test plays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fakes.h"

/* The program has the direct way under these names already. */
#define uk_boot_stop		  thread_stop
#define uk_boot_stop_requested	  thread_stop_requested
#define uk_boot_stop_is_requested thread_stop_is_requested
#include "../stop.c"
#include "../stop_thread.c"

static void (*thread_entry)(void *arg);
static bool linked;
static unsigned int wakes, blocks;

int uk_thread_create(void (*entry)(void *arg), void *arg, const struct uk_thread_attributes *given,
		     struct uk_thread **out)
{
	assert_null(arg);
	assert_null(out);
	assert_true(given->detached);
	assert_string_equal(given->name, "stop");
	thread_entry = entry;
	return 0;
}

void uk_thread_prepare(void)
{
}

void uk_wait_add(struct uk_wait_queue *queue, struct uk_waiter *waiter)
{
	(void)waiter;
	assert_ptr_equal(queue, &asked);
	linked = true;
}

bool uk_wait_remove(struct uk_waiter *waiter)
{
	bool was_linked = linked;

	(void)waiter;
	linked = false;
	return was_linked;
}

void uk_wait_wake_all(struct uk_wait_queue *queue)
{
	assert_ptr_equal(queue, &asked);
	wakes++;
}

/* Wakes without reason, then by an interruption, then the request comes. */
int uk_thread_block(uint64_t deadline)
{
	assert_int_equal(deadline, UK_NEVER);
	assert_true(linked);
	switch (++blocks) {
	case 1:
		return 0;
	case 2:
		return -4;
	default:
		thread_stop_requested();
		return 0;
	}
}

static void run_thread(void)
{
	fake_exit_expected = true;
	fake_exit_status = -1;
	if (setjmp(fake_exit_jump) == 0)
		thread_entry(NULL);
}

static int start(void **state)
{
	(void)state;
	requested = false;
	blocks = 0;
	wakes = 0;
	return stop_thread_start();
}

static void waits_for_the_request(void **state)
{
	(void)state;
	run_thread();
	assert_int_equal(blocks, 3);
	assert_int_equal(wakes, 1);
	assert_int_equal(fake_exit_status, 0);
}

static void sees_a_request_from_before_its_start(void **state)
{
	(void)state;
	thread_stop_requested();
	run_thread();
	assert_int_equal(blocks, 0);
	assert_int_equal(fake_exit_status, 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(waits_for_the_request, start),
		cmocka_unit_test_setup(sees_a_request_from_before_its_start, start),
	};

	(void)argc;
	(void)argv;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
