/* SPDX-License-Identifier: BSD-3-Clause */
/* Timers on a platform timer that the test fires itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/init.h>
#include <uk/time.h>

static uint64_t now, wall, armed;
static int arm_calls;
static void (*fire)(void);

uint64_t ukplat_clock_monotonic(void)
{
	return now;
}

uint64_t ukplat_clock_wall(void)
{
	return wall;
}

void ukplat_timer_arm(uint64_t deadline)
{
	armed = deadline;
	arm_calls++;
}

void ukplat_timer_set_handler(void (*handler)(void))
{
	fire = handler;
}

UK_TABLE_DECLARE(init_early);

static int start(void **state)
{
	(void)state;
	uk_table_for_each (slot, init_early)
		((const struct uk_init *)*slot)->run();
	now = 1000;
	armed = UKPLAT_NEVER;
	arm_calls = 0;
	return 0;
}

static int expirations;
static struct uk_timer *last_expired;

static void count_expired(struct uk_timer *timer)
{
	expirations++;
	last_expired = timer;
}

static void programs_the_platform_for_an_earlier_deadline_alone(void **state)
{
	struct uk_timer a, b, c;

	(void)state;
	uk_timer_init(&a, count_expired);
	uk_timer_init(&b, count_expired);
	uk_timer_init(&c, count_expired);
	uk_timer_start(&a, 5000);
	uk_timer_start(&b, 7000);
	assert_int_equal(arm_calls, 1);
	uk_timer_start(&c, 3000);
	assert_int_equal(arm_calls, 2);
	assert_int_equal(armed, 3000);
	assert_int_equal(uk_timer_next_deadline(), 3000);

	assert_true(uk_timer_cancel(&c));
	assert_true(uk_timer_cancel(&a));
	assert_true(uk_timer_cancel(&b));
	assert_int_equal(arm_calls, 2);
	assert_true(uk_timer_next_deadline() == UK_NEVER);
}

static void expires_what_is_due_and_programs_the_next(void **state)
{
	struct uk_timer a, b, c;

	(void)state;
	expirations = 0;
	uk_timer_init(&a, count_expired);
	uk_timer_init(&b, count_expired);
	uk_timer_init(&c, count_expired);
	uk_timer_start(&a, 2000);
	uk_timer_start(&b, 2500);
	uk_timer_start(&c, 9000);
	now = 2500;
	fire();
	assert_int_equal(expirations, 2);
	assert_ptr_equal(last_expired, &b);
	assert_int_equal(armed, 9000);
	assert_false(uk_timer_cancel(&a));
	assert_true(uk_timer_cancel(&c));
}

static void survives_an_event_that_comes_early(void **state)
{
	struct uk_timer a;

	(void)state;
	expirations = 0;
	uk_timer_init(&a, count_expired);
	uk_timer_start(&a, 2000);
	now = 1999;
	fire();
	assert_int_equal(expirations, 0);
	assert_int_equal(arm_calls, 2);
	assert_int_equal(armed, 2000);
	now = 2000;
	fire();
	assert_int_equal(expirations, 1);
}

static void moves_an_armed_timer(void **state)
{
	struct uk_timer a;

	(void)state;
	expirations = 0;
	uk_timer_init(&a, count_expired);
	uk_timer_start(&a, 2000);
	uk_timer_start(&a, 4000);
	now = 3000;
	fire();
	assert_int_equal(expirations, 0);
	uk_timer_start(&a, UK_NEVER);
	assert_false(uk_timer_cancel(&a));
}

static void restart(struct uk_timer *timer)
{
	expirations++;
	uk_timer_start(timer, timer->deadline + 100);
}

static void may_start_itself_again(void **state)
{
	struct uk_timer a;

	(void)state;
	expirations = 0;
	uk_timer_init(&a, restart);
	uk_timer_start(&a, 1100);
	for (now = 1100; now <= 1500; now += 100)
		fire();
	assert_int_equal(expirations, 5);
	assert_int_equal(armed, 1600);
	assert_true(uk_timer_cancel(&a));
}

static void saturates_far_deadlines(void **state)
{
	(void)state;
	now = 1000;
	assert_true(uk_time_after(UINT64_MAX - 10) == UK_NEVER);
	assert_true(uk_time_after(5) == 1005);
}

static void checks_durations(void **state)
{
	struct uk_timespec time = { 1, 5 };
	uint64_t out = 0;

	(void)state;
	assert_int_equal(uk_time_from_timespec(&time, &out), 0);
	assert_int_equal(out, 1000000005);
	time.nanoseconds = 1000000000;
	assert_int_equal(uk_time_from_timespec(&time, &out), -EINVAL);
	time.nanoseconds = -1;
	assert_int_equal(uk_time_from_timespec(&time, &out), -EINVAL);
	time = (struct uk_timespec){ -1, 0 };
	assert_int_equal(uk_time_from_timespec(&time, &out), -EINVAL);
	time = (struct uk_timespec){ INT64_MAX, 999999999 };
	assert_int_equal(uk_time_from_timespec(&time, &out), 0);
	assert_true(out == UK_NEVER);
}

static void the_wall_clock_falls_back_to_the_time_since_boot(void **state)
{
	(void)state;
	now = 77;
	wall = 0;
	assert_int_equal(uk_time_wall(), 77);
	wall = 1234567;
	assert_int_equal(uk_time_wall(), 1234567);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(programs_the_platform_for_an_earlier_deadline_alone, start),
		cmocka_unit_test_setup(expires_what_is_due_and_programs_the_next, start),
		cmocka_unit_test_setup(survives_an_event_that_comes_early, start),
		cmocka_unit_test_setup(moves_an_armed_timer, start),
		cmocka_unit_test_setup(may_start_itself_again, start),
		cmocka_unit_test_setup(saturates_far_deadlines, start),
		cmocka_unit_test(checks_durations),
		cmocka_unit_test(the_wall_clock_falls_back_to_the_time_since_boot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
