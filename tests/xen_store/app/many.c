/* SPDX-License-Identifier: BSD-3-Clause */
/* Many threads, many guests, and work that goes on while the store is replaced. */
#include <uk/sched.h>

#include "check.h"

enum { THREADS = 40, ROUNDS = 10, INCREMENTS = 25 };

static void write_and_read(void *arg)
{
	char path[32], value[16], buffer[16];

	uk_snprintf(path, sizeof(path), OWN "/thread%u", *(unsigned int *)arg);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		uk_snprintf(value, sizeof(value), "%u", round);
		CHECK_EQUAL(uk_xen_store_write(NULL, path, value, strlen(value)), 0);
		CHECK_EQUAL(uk_xen_store_read(NULL, path, buffer, sizeof(buffer)), strlen(value));
		CHECK_EQUAL(strcmp(buffer, value), 0);
	}
}

void threads_at_once(void)
{
	static unsigned int numbers[THREADS];
	struct uk_thread *threads[THREADS];

	for (unsigned int i = 0; i < THREADS; i++) {
		numbers[i] = i;
		threads[i] = spawn(write_and_read, &numbers[i]);
	}
	for (unsigned int i = 0; i < THREADS; i++)
		join(threads[i]);
}

/* Given up at once, again and again: nothing of it stays behind. */
void deadlines_pass(void)
{
	char buffer[16];

	for (unsigned int i = 0; i < 200; i++) {
		ssize_t result =
			uk_xen_store_read(UK_XEN_STORE_UNTIL(0), "data", buffer, sizeof(buffer));

		CHECK(result == -ETIMEDOUT || result >= 0);
	}
	CHECK(uk_xen_store_read(UK_XEN_STORE_UNTIL(soon()), "data", buffer, sizeof(buffer)) >= 0);
}

static unsigned int tries;

static int increment(const struct uk_xen_store_scope *scope, void *arg)
{
	uint64_t number;
	int error = uk_xen_store_read_number(scope, SHARED "/counter", UINT32_MAX, &number);

	(void)arg;
	tries++;
	if (error)
		return error;
	return uk_xen_store_printf(scope, SHARED "/counter", "%u", (unsigned int)number + 1);
}

static bool is_there(const char *path)
{
	char buffer[16];

	return uk_xen_store_read(NULL, path, buffer, sizeof(buffer)) > 0;
}

/* Guests that count at the same time: they start together. */
int count_up(void)
{
	struct uk_xen_store_watch start = { .path = SHARED "/start" };

	if (uk_xen_store_watch_add(&start, soon()))
		return 1;
	uk_printf("waiting\n");
	while (!is_there(SHARED "/start"))
		if (uk_xen_store_watch_wait(&start, soon()))
			return 2;
	for (unsigned int i = 0; i < INCREMENTS; i++) {
		int error = uk_xen_store_transact(increment, NULL, soon());

		if (error) {
			uk_printf("increment %u: error %d\n", i, -error);
			return 3;
		}
	}
	uk_printf("increments: %u, tries: %u\n", INCREMENTS, tries);
	return 0;
}

/* Every kind of call without a pause until dom0 says stop; an error ends it. */
int work_until_told(void)
{
	struct uk_xen_store_watch stop = { .path = SHARED "/stop" };
	unsigned int rounds = 0;
	char path[32];

	if (uk_xen_store_watch_add(&stop, soon()) || uk_xen_store_watch_wait(&stop, soon()))
		return 1;
	uk_printf("working\n");
	/* The only look at the key: who waits for its change hears of it. */
	while (uk_xen_store_watch_wait(&stop, 0) == -ETIMEDOUT) {
		uk_snprintf(path, sizeof(path), "data/work%u", rounds % 10);
		if (uk_xen_store_printf(NULL, path, "%u", rounds) ||
		    uk_xen_store_transact(increment, NULL, soon()) || !is_there(path) ||
		    uk_xen_store_rm(NULL, path)) {
			uk_printf("round %u failed\n", rounds);
			return 2;
		}
		rounds++;
	}
	uk_printf("rounds: %u\n", rounds);
	return 0;
}
