/* SPDX-License-Identifier: BSD-3-Clause */
/* The heap gives its timers in order, whatever was put in and taken out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "heap.h"

enum { TIMERS = 200, ROUNDS = 20000 };

static struct uk_timer timers[TIMERS];
static bool inside[TIMERS];

static uint32_t next_random(void)
{
	static uint32_t state = 12345;

	state = state * 1664525 + 1013904223;
	return state >> 8;
}

static uint64_t earliest(void)
{
	uint64_t deadline = UK_NEVER;

	for (int i = 0; i < TIMERS; i++)
		if (inside[i] && timers[i].deadline < deadline)
			deadline = timers[i].deadline;
	return deadline;
}

static void the_root_is_the_earliest_after_every_change(void **state)
{
	struct uk_timer *root = NULL;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		uint32_t i = next_random() % TIMERS;

		if (inside[i]) {
			uk_timer_heap_remove(&root, &timers[i]);
		} else {
			timers[i].deadline = next_random() % 1000;
			uk_timer_heap_insert(&root, &timers[i]);
		}
		inside[i] = !inside[i];
		assert_true((root ? root->deadline : UK_NEVER) == earliest());
	}
}

static void gives_all_in_order(void **state)
{
	struct uk_timer *root = NULL;
	uint64_t last = 0;
	int count = 0;

	(void)state;
	for (int i = 0; i < TIMERS; i++) {
		timers[i].deadline = next_random() % 50;
		uk_timer_heap_insert(&root, &timers[i]);
	}
	for (; root; count++) {
		assert_true(root->deadline >= last);
		last = root->deadline;
		uk_timer_heap_remove(&root, root);
	}
	assert_int_equal(count, TIMERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_root_is_the_earliest_after_every_change),
		cmocka_unit_test(gives_all_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
