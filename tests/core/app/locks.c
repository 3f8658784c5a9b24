/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads that want the same thing. */
#include <unistd.h>

#include <uk/condition.h>
#include <uk/mutex.h>
#include <uk/semaphore.h>

#include "check.h"

enum { THREADS = 8, ROUNDS = 50 };

static struct uk_mutex mutex = UK_MUTEX_INIT(mutex);
static int value;

static void add_slowly(void *arg)
{
	(void)arg;
	for (int i = 0; i < ROUNDS; i++) {
		int seen;

		uk_mutex_lock(&mutex);
		seen = value;
		if (i % 10 == 0)
			usleep(100);
		else
			uk_thread_yield();
		value = seen + 1;
		uk_mutex_unlock(&mutex);
	}
}

void mutex_contention(void)
{
	struct uk_thread *threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		threads[i] = spawn("adder", add_slowly, NULL);
	for (int i = 0; i < THREADS; i++)
		join(threads[i]);
	CHECK_EQUAL(value, THREADS * ROUNDS);
}

static struct uk_semaphore items = UK_SEMAPHORE_INIT(items, 0);
static struct uk_condition drained = UK_CONDITION_INIT(drained);
static int left = ROUNDS;

static void consume(void *arg)
{
	(void)arg;
	for (;;) {
		CHECK_EQUAL(uk_semaphore_down(&items, UK_NEVER), 0);
		uk_mutex_lock(&mutex);
		left--;
		uk_condition_signal(&drained);
		uk_mutex_unlock(&mutex);
		if (left < 0)
			return;
	}
}

void semaphore_and_condition(void)
{
	struct uk_thread *threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		threads[i] = spawn("consumer", consume, NULL);
	for (int i = 0; i < ROUNDS; i++)
		uk_semaphore_up(&items);
	uk_mutex_lock(&mutex);
	while (left)
		CHECK_EQUAL(uk_condition_wait(&drained, &mutex, UK_NEVER), 0);
	uk_mutex_unlock(&mutex);
	for (int i = 0; i < THREADS; i++)
		uk_semaphore_up(&items);
	for (int i = 0; i < THREADS; i++)
		join(threads[i]);
	CHECK_EQUAL(left, -THREADS);
}
