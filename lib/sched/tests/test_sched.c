/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads on the host: real switches, a clock that moves when all threads sleep. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <uk/boot.h>
#include <uk/errno.h>
#include <uk/plat/memory.h>
#include <uk/sched.h>

#include "fake_alloc.h"
#include "fake_threads.h"
#include "fakes.h"

static char order[32];
static int guards; /* pages that cannot be touched now */

int ukplat_protect(void *address, size_t size, unsigned int protection)
{
	(void)address;
	(void)size;
	guards += protection == UKPLAT_PROT_NONE ? 1 : -1;
	return 0;
}

static void note(char what)
{
	size_t len = strlen(order);

	assert_true(len < sizeof(order) - 1);
	order[len] = what;
	order[len + 1] = '\0';
}

static int clean(void **state)
{
	(void)state;
	order[0] = '\0';
	fake_idle = NULL;
	return 0;
}

/* Whatever a test did, no thread and no guard page is left. */
static int nothing_left(void **state)
{
	(void)state;
	uk_thread_yield();
	return fake_alloc_live != 0 || guards != 0;
}

long uk_sys_exit(long status);
long uk_sys_nanosleep(long request, long rest);
long uk_sys_clock_nanosleep(long clock, long flags, long request, long rest);

static jmp_buf image_ended;

void uk_boot_exit(int status)
{
	longjmp(image_ended, status);
}

static struct uk_thread *spawn(void (*entry)(void *), void *arg)
{
	struct uk_thread *thread;

	assert_int_equal(uk_thread_create(entry, arg, NULL, &thread), 0);
	return thread;
}

static void join(struct uk_thread *thread)
{
	assert_int_equal(uk_thread_join(thread, UK_NEVER, NULL), 0);
}

static void note_twice(void *arg)
{
	note(*(const char *)arg);
	uk_thread_yield();
	note(*(const char *)arg);
}

static void runs_in_turn(void **state)
{
	struct uk_thread *a = spawn(note_twice, "a"), *b = spawn(note_twice, "b");

	(void)state;
	note('m');
	join(a);
	join(b);
	assert_string_equal(order, "mabab");
}

static void end_with(void *arg)
{
	uk_thread_exit(arg);
}

static void join_gives_the_result(void **state)
{
	struct uk_thread *thread = spawn(end_with, order);
	void *result = NULL;

	(void)state;
	assert_int_equal(uk_thread_join(thread, UK_NEVER, &result), 0);
	assert_ptr_equal(result, order);
	assert_int_equal(uk_thread_join(uk_thread_current(), UK_NEVER, NULL), -EDEADLK);
}

static void sleep_long(void *arg)
{
	(void)arg;
	assert_int_equal(uk_thread_sleep_until(uk_time_now() + 1000), 0);
}

static void join_has_a_deadline(void **state)
{
	struct uk_thread *thread = spawn(sleep_long, NULL);
	uint64_t start = uk_time_now();

	(void)state;
	assert_int_equal(uk_thread_join(thread, start + 100, NULL), -ETIMEDOUT);
	assert_int_equal(uk_time_now(), start + 100);
	join(thread);
	assert_int_equal(uk_time_now(), start + 1000);
}

static void refuses_tiny_stacks_and_survives_want_of_memory(void **state)
{
	struct uk_thread_attributes attributes = { .stack_size = 100 };
	struct uk_thread *thread;

	(void)state;
	assert_int_equal(uk_thread_create(end_with, NULL, &attributes, &thread), -EINVAL);
	fake_alloc_fail_after = 0;
	assert_int_equal(uk_thread_create(end_with, NULL, NULL, &thread), -ENOMEM);
	fake_alloc_fail_after = UINT32_MAX;
}

static void cuts_a_long_name(void **state)
{
	struct uk_thread_attributes attributes = { .name = "a name that is too long" };
	struct uk_thread *thread;

	(void)state;
	assert_int_equal(uk_thread_create(end_with, NULL, &attributes, &thread), 0);
	assert_string_equal(thread->name, "a name that is ");
	join(thread);
}

static void detached_threads_free_themselves(void **state)
{
	struct uk_thread_attributes attributes = { .detached = true };
	struct uk_thread *late;

	(void)state;
	assert_int_equal(uk_thread_create(note_twice, "d", &attributes, NULL), 0);
	late = spawn(sleep_long, NULL);
	uk_thread_detach(late);
	assert_int_equal(fake_alloc_live, 2);
	assert_int_equal(uk_thread_sleep_until(uk_time_now() + 5000), 0);
	assert_string_equal(order, "dd");
}

/* It ends while nobody else is ready: its stack serves for idling, and goes only then. */
static void an_exited_thread_idles_until_another_runs(void **state)
{
	struct uk_thread *thread = spawn(end_with, NULL);

	(void)state;
	assert_int_equal(uk_thread_sleep_until(uk_time_now() + 100), 0);
	assert_int_equal(fake_alloc_live, 1);
	join(thread);
	assert_int_equal(fake_alloc_live, 0);
}

static void sleeper(void *arg)
{
	uk_thread_sleep_until(uk_time_now() + 100 * (uint64_t)(*(const char *)arg - '0'));
	note(*(const char *)arg);
}

static void sleepers_wake_in_the_order_of_their_deadlines(void **state)
{
	struct uk_thread *c = spawn(sleeper, "3"), *a = spawn(sleeper, "1"),
			 *b = spawn(sleeper, "2");

	(void)state;
	join(a);
	join(b);
	join(c);
	assert_string_equal(order, "123");
}

static void a_wake_before_the_block_is_not_lost(void **state)
{
	uint64_t start = uk_time_now();

	(void)state;
	uk_thread_prepare();
	uk_thread_wake(uk_thread_current());
	assert_int_equal(uk_thread_block(UK_NEVER), 0);
	assert_int_equal(uk_thread_block(start + 10), -ETIMEDOUT);
	assert_int_equal(uk_time_now(), start + 10);

	uk_thread_wake(uk_thread_current());
	uk_thread_prepare();
	assert_int_equal(uk_thread_block(start + 20), -ETIMEDOUT);
}

static void a_deadline_that_has_passed_does_not_sleep(void **state)
{
	uint64_t start = uk_time_now();

	(void)state;
	uk_thread_prepare();
	assert_int_equal(uk_thread_block(0), -ETIMEDOUT);
	assert_int_equal(uk_thread_block(start), -ETIMEDOUT);
	assert_int_equal(uk_time_now(), start);
}

static void interrupted(void *arg)
{
	(void)arg;
	note(uk_thread_sleep_until(UK_NEVER) == -EINTR ? 'i' : '?');
	uk_thread_interrupt(uk_thread_current());
	note(uk_thread_sleep_until(UK_NEVER) == -EINTR ? 'i' : '?');
}

static void interrupts_a_sleep_now_or_the_next(void **state)
{
	struct uk_thread *thread = spawn(interrupted, NULL);

	(void)state;
	uk_thread_yield();
	uk_thread_interrupt(thread);
	join(thread);
	assert_string_equal(order, "ii");
}

static void a_late_wake_does_not_shorten_a_sleep(void **state)
{
	struct uk_thread *thread = spawn(sleep_long, NULL);
	uint64_t start = uk_time_now();

	(void)state;
	uk_thread_yield();
	uk_thread_wake(thread);
	join(thread);
	assert_int_equal(uk_time_now(), start + 1000);
}

static struct uk_wait_queue queue = UK_WAIT_QUEUE_INIT(queue);
static int tokens;

static bool take_token(void)
{
	return tokens > 0;
}

static void wait_for_token(void *arg)
{
	assert_int_equal(uk_wait_event(&queue, UK_NEVER, take_token()), 0);
	tokens--;
	note(*(const char *)arg);
}

static void wakes_the_oldest_waiter_first(void **state)
{
	struct uk_thread *a = spawn(wait_for_token, "a"), *b = spawn(wait_for_token, "b");

	(void)state;
	uk_thread_yield();
	tokens = 1;
	assert_true(uk_wait_wake_one(&queue));
	uk_thread_yield();
	assert_string_equal(order, "a");
	tokens = 1;
	assert_true(uk_wait_wake_one(&queue));
	assert_false(uk_wait_wake_one(&queue));
	join(a);
	join(b);
	assert_string_equal(order, "ab");
}

static void waits_again_when_the_condition_is_gone(void **state)
{
	struct uk_thread *a = spawn(wait_for_token, "a"), *b = spawn(wait_for_token, "b");

	(void)state;
	uk_thread_yield();
	tokens = 1;
	uk_wait_wake_all(&queue);
	join(a);
	assert_int_equal(uk_thread_join(b, uk_time_now() + 10, NULL), -ETIMEDOUT);
	tokens = 1;
	uk_wait_wake_all(&queue);
	join(b);
	assert_true(uk_list_empty(&queue.waiters));
}

static void a_wait_ends_at_its_deadline(void **state)
{
	(void)state;
	tokens = 0;
	assert_int_equal(uk_wait_event(&queue, uk_time_now() + 50, take_token()), -ETIMEDOUT);
	assert_true(uk_list_empty(&queue.waiters));
}

static void wake_from_interrupt(void)
{
	tokens = 1;
	uk_wait_wake_all(&queue);
}

static void an_interrupt_wakes_the_idling_thread_itself(void **state)
{
	(void)state;
	tokens = 0;
	fake_idle = wake_from_interrupt;
	assert_int_equal(uk_wait_event(&queue, UK_NEVER, take_token()), 0);
}

static void released(void *libc)
{
	note(*(char *)libc);
}

static void with_libc(void *arg)
{
	uk_thread_current()->libc = arg;
	uk_thread_current()->libc_release = released;
}

static void releases_what_the_c_library_keeps(void **state)
{
	(void)state;
	join(spawn(with_libc, "l"));
	assert_string_equal(order, "l");
}

static void burn(void *arg)
{
	(void)arg;
	fake_clock_advance(300);
	assert_int_equal(uk_thread_sleep_until(uk_time_now() + 1000), 0);
	fake_clock_advance(50);
	assert_int_equal(uk_thread_cpu_time(uk_thread_current()), 350);
}

static void counts_time_that_a_thread_ran(void **state)
{
	(void)state;
	join(spawn(burn, NULL));
}

static void exit_call(void *arg)
{
	(void)arg;
	uk_sys_exit(7);
}

static void the_exit_call_ends_the_thread_or_the_image(void **state)
{
	struct uk_thread *thread = spawn(exit_call, NULL);
	void *result = NULL;

	(void)state;
	assert_int_equal(uk_thread_join(thread, UK_NEVER, &result), 0);
	assert_int_equal((long)result, 7);
	if (setjmp(image_ended) == 0)
		uk_sys_exit(9);
}

static void interrupted_call(void *arg)
{
	struct uk_timespec request = { 2, 500 }, rest = { 0, 0 };

	(void)arg;
	assert_int_equal(uk_sys_nanosleep((long)&request, (long)&rest), -EINTR);
	assert_int_equal(rest.seconds, 1);
	assert_int_equal(rest.nanoseconds, 500);
}

static void the_sleep_calls_take_durations_and_deadlines(void **state)
{
	struct uk_timespec request = { 0, 700 }, bad = { 0, 1000000000 };
	struct uk_thread *thread = spawn(interrupted_call, NULL);
	uint64_t start;

	(void)state;
	uk_thread_yield();
	fake_clock_advance(UK_NSEC_PER_SEC);
	uk_thread_interrupt(thread);
	join(thread);

	start = uk_time_now();
	assert_int_equal(uk_sys_nanosleep((long)&request, 0), 0);
	assert_int_equal(uk_time_now(), start + 700);
	assert_int_equal(uk_sys_nanosleep((long)&bad, 0), -EINVAL);
	assert_int_equal(uk_sys_nanosleep(0, 0), -EFAULT);
	assert_int_equal(uk_sys_clock_nanosleep(77, 0, (long)&request, 0), -EINVAL);
	start = uk_time_now() + 300;
	request = (struct uk_timespec){ (int64_t)(start / UK_NSEC_PER_SEC),
					(int64_t)(start % UK_NSEC_PER_SEC) };
	assert_int_equal(uk_sys_clock_nanosleep(UK_CLOCK_MONOTONIC, 1, (long)&request, 0), 0);
	assert_int_equal(uk_time_now(), start);
	start = uk_time_wall() + 300;
	request = (struct uk_timespec){ (int64_t)(start / UK_NSEC_PER_SEC),
					(int64_t)(start % UK_NSEC_PER_SEC) };
	assert_int_equal(uk_sys_clock_nanosleep(UK_CLOCK_REALTIME, 1, (long)&request, 0), 0);
	assert_int_equal(uk_time_wall(), start);
}

static void visit(struct uk_thread *thread, void *arg)
{
	(void)arg;
	note(thread->name[0]);
}

static void lists_all_threads(void **state)
{
	struct uk_thread *thread = spawn(end_with, NULL);

	(void)state;
	uk_sched_for_each_thread(visit, NULL);
	assert_string_equal(order, "mt");
	join(thread);
	uk_sched_for_each_thread(visit, NULL);
	assert_string_equal(order, "mtm");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clean, nothing_left)

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	const struct CMUnitTest tests[] = {
		TEST(runs_in_turn),
		TEST(join_gives_the_result),
		TEST(join_has_a_deadline),
		TEST(refuses_tiny_stacks_and_survives_want_of_memory),
		TEST(cuts_a_long_name),
		TEST(detached_threads_free_themselves),
		TEST(an_exited_thread_idles_until_another_runs),
		TEST(sleepers_wake_in_the_order_of_their_deadlines),
		TEST(a_wake_before_the_block_is_not_lost),
		TEST(a_deadline_that_has_passed_does_not_sleep),
		TEST(interrupts_a_sleep_now_or_the_next),
		TEST(a_late_wake_does_not_shorten_a_sleep),
		TEST(wakes_the_oldest_waiter_first),
		TEST(waits_again_when_the_condition_is_gone),
		TEST(a_wait_ends_at_its_deadline),
		TEST(an_interrupt_wakes_the_idling_thread_itself),
		TEST(releases_what_the_c_library_keeps),
		TEST(counts_time_that_a_thread_ran),
		TEST(the_exit_call_ends_the_thread_or_the_image),
		TEST(the_sleep_calls_take_durations_and_deadlines),
		TEST(lists_all_threads),
	};

	fake_threads_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
