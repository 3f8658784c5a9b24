/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The client of xenstore against the real one. First argument: suite (the exit status is the number of cases that
 * failed), count, work, or wait (for the toolstack).
 */
#include <uk/boot.h>
#include <uk/sched.h>

#include "check.h"

#define CASE(name)          \
	{                   \
#name, name \
	}

static const struct {
	const char *name;
	void (*run)(void);
} cases[] = {
	CASE(values),
	CASE(large_values),
	CASE(wrong_calls),
	CASE(numbers_and_prints),
	CASE(lists),
	CASE(long_lists),
	CASE(permissions),
	CASE(transactions),
	CASE(transactions_collide),
	CASE(watches_fire),
	CASE(watches_call_back),
	CASE(a_flood_is_survived),
	CASE(threads_at_once),
	CASE(deadlines_pass),
	CASE(connects_again),
};

static int failures;

void check_failed(const char *file, int line, const char *text, long is, long wanted)
{
	uk_printf("FAIL %s is %ld, not %ld (%s:%d)\n", text, is, wanted, file, line);
	failures++;
}

uint64_t soon(void)
{
	return uk_time_after(60 * UK_NSEC_PER_SEC);
}

struct uk_thread *spawn(void (*entry)(void *arg), void *arg)
{
	struct uk_thread *thread;

	if (uk_thread_create(entry, arg, NULL, &thread))
		uk_boot_exit(99);
	return thread;
}

void join(struct uk_thread *thread)
{
	CHECK_EQUAL(uk_thread_join(thread, soon(), NULL), 0);
}

static int suite(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int before = failures;

		CHECK_EQUAL(uk_xen_store_rm(NULL, OWN), 0);
		cases[i].run();
		uk_printf("%s %s\n", failures == before ? "ok" : "failed", cases[i].name);
	}
	uk_printf("cases that failed: %d\n", failures);
	return failures;
}

static void at_the_end(int status)
{
	uk_printf("stopped in order: %d\n", status);
}

UK_EXIT(at_the_end);

static int wait(void)
{
	uk_printf("waiting\n");
	uk_thread_sleep_until(UK_NEVER);
	return 1;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "suite";

	if (strcmp(what, "count") == 0)
		return count_up();
	if (strcmp(what, "work") == 0)
		return work_until_told();
	return strcmp(what, "wait") == 0 ? wait() : suite();
}
