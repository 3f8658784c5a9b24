/* SPDX-License-Identifier: BSD-3-Clause */
/* Watches. */
#include <uk/sched.h>

#include "check.h"

static volatile unsigned int calls;

static void called(struct uk_xen_store_watch *watch)
{
	char value[8];

	(void)watch;
	(void)uk_xen_store_read(NULL, OWN "/key", value, sizeof(value));
	calls++;
}

static bool nothing_comes(struct uk_xen_store_watch *watch)
{
	return uk_xen_store_watch_wait(watch, uk_time_after(UK_NSEC_PER_SEC / 2)) == -ETIMEDOUT;
}

void watches_fire(void)
{
	struct uk_xen_store_watch watch = { .path = OWN "/a" }, other = { .path = OWN "/other" };

	CHECK_EQUAL(uk_xen_store_watch_add(&watch, soon()), 0);
	CHECK_EQUAL(uk_xen_store_watch_add(&other, soon()), 0);
	CHECK_EQUAL(uk_xen_store_watch_wait(&watch, soon()), 0);
	CHECK_EQUAL(uk_xen_store_watch_wait(&other, soon()), 0);
	CHECK(nothing_comes(&watch));
	CHECK_EQUAL(uk_xen_store_write(NULL, OWN "/a/below/it", "", 0), 0);
	CHECK_EQUAL(uk_xen_store_watch_wait(&watch, soon()), 0);
	CHECK_EQUAL(uk_xen_store_rm(NULL, OWN), 0);
	CHECK_EQUAL(uk_xen_store_watch_wait(&watch, soon()), 0);
	uk_xen_store_watch_remove(&watch);
	/* Whether it fires for the end of a parent, the stores disagree. */
	(void)nothing_comes(&other);
	CHECK_EQUAL(uk_xen_store_write(NULL, OWN "/a/key", "", 0), 0);
	CHECK(nothing_comes(&other));
	uk_xen_store_watch_remove(&other);
}

static void wait_calls(unsigned int wanted)
{
	for (unsigned int i = 0; i < 1000 && calls < wanted; i++)
		uk_thread_sleep_until(uk_time_after(10 * UK_NSEC_PER_MSEC));
	CHECK(calls >= wanted);
}

void watches_call_back(void)
{
	struct uk_xen_store_watch watch = { .path = OWN, .changed = called };

	calls = 0;
	CHECK_EQUAL(uk_xen_store_watch_add(&watch, soon()), 0);
	wait_calls(1);
	CHECK_EQUAL(uk_xen_store_write(NULL, OWN "/key", "1", 1), 0);
	wait_calls(2);
	uk_xen_store_watch_remove(&watch);
	calls = 0;
	CHECK_EQUAL(uk_xen_store_write(NULL, OWN "/key", "2", 1), 0);
	uk_thread_sleep_until(uk_time_after(100 * UK_NSEC_PER_MSEC));
	CHECK_EQUAL(calls, 0);
}

/* Every write is an event for each of them. */
void a_flood_is_survived(void)
{
	static struct uk_xen_store_watch watches[20];

	for (unsigned int i = 0; i < 20; i++) {
		watches[i] = (struct uk_xen_store_watch){ .path = OWN };
		CHECK_EQUAL(uk_xen_store_watch_add(&watches[i], soon()), 0);
	}
	for (unsigned int i = 0; i < 100; i++)
		CHECK_EQUAL(uk_xen_store_printf(NULL, OWN "/key", "%u", i), 0);
	for (unsigned int i = 0; i < 20; i++)
		CHECK_EQUAL(uk_xen_store_watch_wait(&watches[i], soon()), 0);
	for (unsigned int i = 0; i < 20; i++)
		uk_xen_store_watch_remove(&watches[i]);
	CHECK_EQUAL(uk_xen_store_state(), UK_XEN_STORE_READY);
}
