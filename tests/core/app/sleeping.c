/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks and deadlines. An emulated machine may be slow: what comes late is allowed much, early nothing. */
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define SLOW_NS (500 * UK_NSEC_PER_MSEC)

static char order[8];
static size_t order_len;

static void sleep_and_note(void *digit)
{
	unsigned int number = (unsigned int)(*(char *)digit - '0');

	usleep(number * 30000);
	order[order_len++] = *(char *)digit;
}

void sleeping_order(void)
{
	struct uk_thread *c = spawn("3", sleep_and_note, "3"), *a = spawn("1", sleep_and_note, "1"),
			 *d = spawn("4", sleep_and_note, "4"), *b = spawn("2", sleep_and_note, "2");

	join(a);
	join(b);
	join(c);
	join(d);
	CHECK_EQUAL(strcmp(order, "1234"), 0);
}

void timers_are_in_time(void)
{
	static const uint64_t delays[] = { 1, 1000, UK_NSEC_PER_MSEC, 20 * UK_NSEC_PER_MSEC,
					   100 * UK_NSEC_PER_MSEC };

	for (size_t i = 0; i < UK_ARRAY_SIZE(delays); i++) {
		uint64_t deadline = uk_time_after(delays[i]);

		CHECK_EQUAL(uk_thread_sleep_until(deadline), 0);
		CHECK(uk_time_now() >= deadline);
		CHECK(uk_time_now() < deadline + SLOW_NS);
	}
}

void clocks_go_forward(void)
{
	struct timespec before, after;
	uint64_t last = uk_time_now(), now;

	for (int i = 0; i < 10000; i++, last = now) {
		now = uk_time_now();
		CHECK(now >= last);
	}
	CHECK_EQUAL(clock_gettime(CLOCK_MONOTONIC, &before), 0);
	usleep(10000);
	CHECK_EQUAL(clock_gettime(CLOCK_MONOTONIC, &after), 0);
	CHECK((after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec >=
	      10000000);
	CHECK_EQUAL(clock_gettime(99, &before), -1);
}

void knows_the_date(void)
{
	enum { DAY = 86400, YEAR_2023 = 1700000000 };
	struct timeval wall;

	CHECK_EQUAL(gettimeofday(&wall, NULL), 0);
	/* A guest of a Xen without a dom0, for one: the time then starts at 1970. */
	if (wall.tv_sec < DAY)
		printf("skip knows_the_date: the machine does not tell\n");
	else
		CHECK(wall.tv_sec > YEAR_2023);
}
