/* SPDX-License-Identifier: BSD-3-Clause */
/* Cases about threads, time, files and the C library; the exit status is the number that failed. */
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define CASE(name)          \
	{                   \
#name, name \
	}

static const struct {
	const char *name;
	void (*run)(void);
} cases[] = {
	CASE(constructors_ran),
	CASE(threads_take_turns),
	CASE(many_threads),
	CASE(join_has_a_deadline),
	CASE(thread_local_variables),
	CASE(interrupted_sleep),
	CASE(sleeping_order),
	CASE(timers_are_in_time),
	CASE(clocks_go_forward),
	CASE(knows_the_date),
	CASE(mutex_contention),
	CASE(semaphore_and_condition),
	CASE(poll_timeout),
	CASE(poll_wakes),
	CASE(select_wakes),
	CASE(console_descriptors),
	CASE(prints_floats),
	CASE(reads_numbers),
	CASE(errno_per_thread),
	CASE(stdio_in_threads),
	CASE(names_and_environment),
	CASE(calls_by_number),
	CASE(heap_works),
	CASE(memory_comes_back),
	CASE(much_memory_in_one_piece),
	CASE(atomic_operations),
	CASE(rounding_mode_per_thread),
	CASE(vector_registers_survive),
}, endings[] = {
	CASE(overflow_the_stack),
	CASE(crash_in_a_thread),
	CASE(end_by_abort),
	CASE(fail_an_assertion),
	CASE(exit_from_a_thread),
	CASE(exit_while_reading),
	CASE(exit_at_once),
	CASE(wait_in_many_ways),
};

static const char *running;
static int failures;

void check_failed(const char *file, int line, const char *text)
{
	printf("FAIL %s: %s (%s:%d)\n", running, text, file, line);
	failures++;
}

struct uk_thread *spawn(const char *name, void (*entry)(void *arg), void *arg)
{
	struct uk_thread_attributes attributes = { .name = name };
	struct uk_thread *thread;

	if (uk_thread_create(entry, arg, &attributes, &thread)) {
		printf("FAIL %s: no thread\n", running);
		exit(99);
	}
	return thread;
}

void join(struct uk_thread *thread)
{
	CHECK_EQUAL(uk_thread_join(thread, UK_NEVER, NULL), 0);
}

static int end(const char *name)
{
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (strcmp(endings[i].name, name) == 0)
			endings[i].run();
	printf("FAIL %s: still here\n", name);
	return 98;
}

int main(int argc, char **argv)
{
	int failed = 0;

	if (argc > 1)
		return end(argv[1]);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		running = cases[i].name;
		failures = 0;
		cases[i].run();
		if (!failures)
			printf("ok %s\n", running);
		failed += failures != 0;
	}
	printf("failed: %d\n", failed);
	return failed;
}
