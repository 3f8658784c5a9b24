/* SPDX-License-Identifier: BSD-3-Clause */
/* The policy alone: what is put on the run queues comes off in the right order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <uk/init.h>
#include <uk/sched.h>

static const struct uk_sched_policy *policy;

void uk_sched_set_policy(const struct uk_sched_policy *new_policy)
{
	policy = new_policy;
}

UK_TABLE_DECLARE(init_early);

static int start(void **state)
{
	(void)state;
	uk_table_for_each (slot, init_early)
		((const struct uk_init *)*slot)->run();
	return 0;
}

static void first_come_first_served(void **state)
{
	struct uk_thread threads[5] = { 0 };

	(void)state;
	assert_false(policy->ready());
	assert_null(policy->pick());
	for (int i = 0; i < 5; i++)
		policy->enqueue(&threads[i]);
	for (int i = 0; i < 5; i++) {
		assert_true(policy->ready());
		assert_ptr_equal(policy->pick(), &threads[i]);
	}
	assert_false(policy->ready());
	assert_null(policy->pick());
}

static void the_highest_priority_first(void **state)
{
	static const int priorities[] = { 0, 2, 1, 2, -7, 99 };
	static const int order[] = { 5, 1, 3, 2, 0, 4 };
	struct uk_thread threads[6] = { 0 };

	(void)state;
	for (int i = 0; i < 6; i++) {
		threads[i].priority = priorities[i];
		policy->enqueue(&threads[i]);
	}
	for (int i = 0; i < 6; i++)
		assert_ptr_equal(policy->pick(), &threads[order[i]]);
	assert_null(policy->pick());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_come_first_served),
		cmocka_unit_test(the_highest_priority_first),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
