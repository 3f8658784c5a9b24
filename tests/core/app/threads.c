/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads: many of them, their order, their ends, their own variables. */
#include <errno.h>
#include <string.h>

#include "check.h"

enum { MANY = 200, TURNS = 10, LOCALS = 5 };

static int counter;

static void count_turns(void *arg)
{
	(void)arg;
	for (int i = 0; i < TURNS; i++) {
		counter++;
		uk_thread_yield();
	}
}

void many_threads(void)
{
	static struct uk_thread *threads[MANY];

	counter = 0;
	for (int i = 0; i < MANY; i++)
		threads[i] = spawn("many", count_turns, NULL);
	for (int i = 0; i < MANY; i++)
		join(threads[i]);
	CHECK_EQUAL(counter, MANY * TURNS);
}

static char order[16];
static size_t order_len;

static void note_twice(void *name)
{
	order[order_len++] = *(char *)name;
	uk_thread_yield();
	order[order_len++] = *(char *)name;
}

void threads_take_turns(void)
{
	struct uk_thread *a = spawn("a", note_twice, "a"), *b = spawn("b", note_twice, "b"),
			 *c = spawn("c", note_twice, "c");

	join(a);
	join(b);
	join(c);
	CHECK_EQUAL(strcmp(order, "abcabc"), 0);
}

static void sleep_a_while(void *arg)
{
	(void)arg;
	uk_thread_sleep_until(uk_time_after(500 * UK_NSEC_PER_MSEC));
	uk_thread_exit(&counter);
}

void join_has_a_deadline(void)
{
	struct uk_thread *thread = spawn("late", sleep_a_while, NULL);
	void *result = NULL;

	CHECK_EQUAL(uk_thread_join(thread, uk_time_after(1), NULL), -ETIMEDOUT);
	CHECK_EQUAL(uk_thread_join(thread, UK_NEVER, &result), 0);
	CHECK_EQUAL(result, &counter);
}

static __thread int initialised = 42;
static __thread char zeroed[100];

static void use_locals(void *arg)
{
	int number = *(int *)arg;

	CHECK_EQUAL(initialised, 42);
	CHECK_EQUAL(zeroed[99], 0);
	initialised = number;
	zeroed[99] = (char)number;
	uk_thread_yield();
	CHECK_EQUAL(initialised, number);
	CHECK_EQUAL(zeroed[99], (char)number);
}

void thread_local_variables(void)
{
	struct uk_thread *threads[LOCALS];
	int numbers[LOCALS];

	for (int i = 0; i < LOCALS; i++) {
		numbers[i] = i;
		threads[i] = spawn("local", use_locals, &numbers[i]);
	}
	initialised = 7;
	for (int i = 0; i < LOCALS; i++)
		join(threads[i]);
	CHECK_EQUAL(initialised, 7);
}

static void sleep_for_ever(void *arg)
{
	(void)arg;
	CHECK_EQUAL(uk_thread_sleep_until(UK_NEVER), -EINTR);
}

void interrupted_sleep(void)
{
	struct uk_thread *thread = spawn("forever", sleep_for_ever, NULL);

	uk_thread_yield();
	uk_thread_interrupt(thread);
	join(thread);
}
