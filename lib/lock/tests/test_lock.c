/* SPDX-License-Identifier: BSD-3-Clause */
/* Each lock alone and with threads that want it at the same time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/condition.h>
#include <uk/errno.h>
#include <uk/mutex.h>
#include <uk/once.h>
#include <uk/rwlock.h>
#include <uk/semaphore.h>

#include "fake_alloc.h"
#include "fake_threads.h"

static char order[64];

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
	return 0;
}

static int nothing_left(void **state)
{
	(void)state;
	return fake_alloc_live != 0;
}

static struct uk_thread *spawn(void (*entry)(void *), const char *name)
{
	struct uk_thread *thread;

	assert_int_equal(uk_thread_create(entry, (void *)name, NULL, &thread), 0);
	return thread;
}

static void join(struct uk_thread *thread)
{
	assert_int_equal(uk_thread_join(thread, UK_NEVER, NULL), 0);
}

static void pause_a_while(void)
{
	assert_int_equal(uk_thread_sleep_until(uk_time_after(10)), 0);
}

static struct uk_mutex mutex = UK_MUTEX_INIT(mutex);
static int inside;

static void lock_thrice(void *name)
{
	for (int i = 0; i < 3; i++) {
		uk_mutex_lock(&mutex);
		assert_int_equal(++inside, 1);
		note(*(char *)name);
		pause_a_while();
		inside--;
		uk_mutex_unlock(&mutex);
	}
}

static void a_mutex_goes_to_the_oldest_waiter(void **state)
{
	struct uk_thread *a = spawn(lock_thrice, "a"), *b = spawn(lock_thrice, "b"),
			 *c = spawn(lock_thrice, "c");

	(void)state;
	join(a);
	join(b);
	join(c);
	assert_string_equal(order, "abcabcabc");
	assert_true(uk_mutex_trylock(&mutex));
	uk_mutex_unlock(&mutex);
}

static void hold_long(void *name)
{
	(void)name;
	uk_mutex_lock(&mutex);
	assert_int_equal(uk_thread_sleep_until(uk_time_after(1000)), 0);
	uk_mutex_unlock(&mutex);
}

static void a_mutex_is_waited_for_until_the_deadline(void **state)
{
	struct uk_thread *holder = spawn(hold_long, "h");
	uint64_t start = uk_time_now();

	(void)state;
	uk_thread_yield();
	assert_false(uk_mutex_trylock(&mutex));
	assert_int_equal(uk_mutex_lock_until(&mutex, start + 100), -ETIMEDOUT);
	assert_int_equal(uk_time_now(), start + 100);
	assert_int_equal(uk_mutex_lock_until(&mutex, start + 2000), 0);
	assert_int_equal(uk_time_now(), start + 1000);
	uk_mutex_unlock(&mutex);
	join(holder);
}

static void lock_whatever_happens(void *name)
{
	uk_mutex_lock(&mutex);
	note(*(char *)name);
	uk_mutex_unlock(&mutex);
	note(uk_thread_sleep_until(UK_NEVER) == -EINTR ? 'i' : '?');
}

static void an_interrupt_outlasts_a_lock_that_cannot_fail(void **state)
{
	struct uk_thread *thread;

	(void)state;
	uk_mutex_lock(&mutex);
	thread = spawn(lock_whatever_happens, "l");
	uk_thread_yield();
	uk_thread_interrupt(thread);
	uk_thread_yield();
	assert_string_equal(order, "");
	uk_mutex_unlock(&mutex);
	join(thread);
	assert_string_equal(order, "li");
}

static void only_a_recursive_mutex_is_locked_twice(void **state)
{
	static struct uk_mutex recursive = UK_MUTEX_INIT_RECURSIVE(recursive);

	(void)state;
	uk_mutex_lock(&recursive);
	uk_mutex_lock(&recursive);
	uk_mutex_unlock(&recursive);
	assert_true(uk_mutex_is_mine(&recursive));
	uk_mutex_unlock(&recursive);
	assert_false(uk_mutex_is_mine(&recursive));

	uk_mutex_lock(&mutex);
	assert_false(uk_mutex_trylock(&mutex));
	uk_mutex_unlock(&mutex);
}

static struct uk_semaphore semaphore = UK_SEMAPHORE_INIT(semaphore, 2);

static void take_one(void *name)
{
	assert_int_equal(uk_semaphore_down(&semaphore, UK_NEVER), 0);
	note(*(char *)name);
}

static void a_semaphore_counts(void **state)
{
	struct uk_thread *c;

	(void)state;
	take_one("a");
	take_one("b");
	assert_int_equal(uk_semaphore_down(&semaphore, uk_time_after(5)), -ETIMEDOUT);
	c = spawn(take_one, "c");
	uk_thread_yield();
	assert_string_equal(order, "ab");
	uk_semaphore_up(&semaphore);
	join(c);
	assert_string_equal(order, "abc");
	assert_false(uk_semaphore_try_down(&semaphore));
	uk_semaphore_up(&semaphore);
	uk_semaphore_up(&semaphore);
	assert_true(uk_semaphore_try_down(&semaphore));
	assert_true(uk_semaphore_try_down(&semaphore));
}

static struct uk_rwlock rwlock = UK_RWLOCK_INIT(rwlock);

static void read_a_while(void *name)
{
	assert_int_equal(uk_rwlock_read(&rwlock, UK_NEVER), 0);
	note(*(char *)name);
	pause_a_while();
	note(*(char *)name);
	uk_rwlock_unlock(&rwlock);
}

static void write_a_while(void *name)
{
	assert_int_equal(uk_rwlock_write(&rwlock, UK_NEVER), 0);
	note(*(char *)name);
	pause_a_while();
	note(*(char *)name);
	uk_rwlock_unlock(&rwlock);
}

static void readers_share_and_writers_do_not(void **state)
{
	struct uk_thread *threads[] = { spawn(read_a_while, "a"), spawn(read_a_while, "b"),
					spawn(write_a_while, "W"), spawn(read_a_while, "c"),
					spawn(write_a_while, "X") };

	(void)state;
	for (size_t i = 0; i < 5; i++)
		join(threads[i]);
	/* The late reader lets both writers go first. */
	assert_string_equal(order, "ababWWXXcc");
}

static void a_writer_that_gives_up_lets_readers_in(void **state)
{
	struct uk_thread *reader;
	uint64_t start = uk_time_now();

	(void)state;
	assert_true(uk_rwlock_try_read(&rwlock));
	reader = spawn(read_a_while, "r");
	assert_int_equal(uk_rwlock_write(&rwlock, start + 100), -ETIMEDOUT);
	join(reader);
	assert_string_equal(order, "rr");
	uk_rwlock_unlock(&rwlock);
	assert_true(uk_rwlock_try_write(&rwlock));
	assert_false(uk_rwlock_try_read(&rwlock));
	uk_rwlock_unlock(&rwlock);
}

static struct uk_condition condition = UK_CONDITION_INIT(condition);
static int gifts;

static void wait_for_gift(void *name)
{
	uk_mutex_lock(&mutex);
	while (!gifts)
		assert_int_equal(uk_condition_wait(&condition, &mutex, UK_NEVER), 0);
	gifts--;
	note(*(char *)name);
	uk_mutex_unlock(&mutex);
}

static void give(int count)
{
	uk_mutex_lock(&mutex);
	gifts += count;
	if (count == 1)
		uk_condition_signal(&condition);
	else
		uk_condition_broadcast(&condition);
	uk_mutex_unlock(&mutex);
}

static void a_condition_wakes_one_or_all(void **state)
{
	struct uk_thread *a = spawn(wait_for_gift, "a"), *b = spawn(wait_for_gift, "b"),
			 *c = spawn(wait_for_gift, "c");

	(void)state;
	uk_thread_yield();
	give(1);
	pause_a_while();
	assert_string_equal(order, "a");
	give(2);
	join(a);
	join(b);
	join(c);
	assert_string_equal(order, "abc");
	uk_mutex_lock(&mutex);
	assert_int_equal(uk_condition_wait(&condition, &mutex, uk_time_after(10)), -ETIMEDOUT);
	assert_true(uk_mutex_is_mine(&mutex));
	uk_mutex_unlock(&mutex);
}

static struct uk_once once = UK_ONCE_INIT(once);

static void do_it(void)
{
	note('(');
	pause_a_while();
	note(')');
}

static void use_it(void *name)
{
	uk_once(&once, do_it);
	note(*(char *)name);
}

static void once_is_once_and_the_others_wait(void **state)
{
	struct uk_thread *a = spawn(use_it, "a"), *b = spawn(use_it, "b");

	(void)state;
	join(a);
	join(b);
	use_it("c");
	assert_string_equal(order, "()abc");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clean, nothing_left)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_mutex_goes_to_the_oldest_waiter),
		TEST(a_mutex_is_waited_for_until_the_deadline),
		TEST(an_interrupt_outlasts_a_lock_that_cannot_fail),
		TEST(only_a_recursive_mutex_is_locked_twice),
		TEST(a_semaphore_counts),
		TEST(readers_share_and_writers_do_not),
		TEST(a_writer_that_gives_up_lets_readers_in),
		TEST(a_condition_wakes_one_or_all),
		TEST(once_is_once_and_the_others_wait),
	};

	fake_threads_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
