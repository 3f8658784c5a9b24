/* SPDX-License-Identifier: BSD-3-Clause */
/* Measuring a cycle counter against a reference that wraps around. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "x86_64/clock_rate.h"

enum { PIT_HZ = 1193182, PIT_PERIOD = 0x10000 };

#define HZ UINT64_C(2894561234)

/* What both counters show at a time, with the reading late by up to @doubt cycles. */
static struct clock_sample sample_at(uint64_t ns, uint64_t tick_hz, uint64_t period, uint64_t doubt)
{
	return (struct clock_sample){
		.cycles = 1000000 + (uint64_t)((unsigned __int128)ns * HZ / 1000000000) + doubt,
		.doubt = doubt,
		.ticks = (uint64_t)((unsigned __int128)ns * tick_hz / 1000000000) % period,
	};
}

static uint64_t ppb_off(uint64_t hz)
{
	uint64_t off = hz > HZ ? hz - HZ : HZ - hz;

	return (uint64_t)((unsigned __int128)off * 1000000000 / HZ);
}

static void multiplies_and_divides(void **state)
{
	(void)state;
	assert_int_equal(clock_mul_div(6, 7, 2), 21);
	assert_int_equal(clock_mul_div(0, 7, 2), 0);
	assert_int_equal(clock_mul_div(UINT64_C(1) << 40, UINT64_C(1) << 40, UINT64_C(1) << 40),
			 UINT64_C(1) << 40);
	/* 10^10 cycles at a reference of 10^9 Hz. */
	assert_int_equal(clock_mul_div(UINT64_C(10000000000), 1000000000, 1000000000),
			 UINT64_C(10000000000));
}

static struct clock_rate first_rate(uint64_t tick_hz, uint64_t period, uint64_t ns, uint64_t doubt)
{
	struct clock_rate rate = { .tick_hz = tick_hz, .period = period };
	struct clock_sample sample = sample_at(ns + 777, tick_hz, period, doubt);

	rate.start = sample_at(777, tick_hz, period, doubt);
	assert_true(clock_rate_first(&rate, &sample));
	return rate;
}

static void first_rate_knows_its_error(void **state)
{
	static const uint64_t intervals[] = { 50000, 300000, 5000000, 50000000 };

	(void)state;
	for (size_t i = 0; i < sizeof(intervals) / sizeof(*intervals); i++) {
		struct clock_rate rate = first_rate(PIT_HZ, PIT_PERIOD, intervals[i], 3000);

		assert_true(ppb_off(rate.hz) <= rate.error);
	}
	assert_true(first_rate(PIT_HZ, PIT_PERIOD, 50000000, 3000).error < 100000);
}

static void refuses_samples_too_close(void **state)
{
	struct clock_rate rate = { .tick_hz = PIT_HZ, .period = PIT_PERIOD };
	struct clock_sample sample;

	(void)state;
	rate.start = sample_at(0, PIT_HZ, PIT_PERIOD, 0);
	sample = sample_at(900, PIT_HZ, PIT_PERIOD, 0);
	assert_false(clock_rate_first(&rate, &sample));
	assert_false(clock_rate_first(&rate, &rate.start));
}

/* As clock.c does it: each look four times as late. 20 ppm within a few seconds, many periods later. */
static void gets_better_with_time(void **state)
{
	struct clock_rate rate = first_rate(PIT_HZ, PIT_PERIOD, 300000, 6000);
	uint64_t wait = 1000000;

	(void)state;
	for (int i = 0; i < 7; i++) {
		struct clock_sample sample =
			sample_at(wait, PIT_HZ, PIT_PERIOD, i % 2 ? 6000 : 2000);

		clock_rate_refine(&rate, &sample);
		assert_true(ppb_off(rate.hz) <= rate.error);
		wait *= 4;
	}
	assert_true(rate.error < 20000);
}

/* After too long a time the number of periods is anybody's guess: the rate stays, the start moves. */
static void does_not_guess(void **state)
{
	struct clock_rate rate = first_rate(PIT_HZ, PIT_PERIOD, 300000, 6000);
	struct clock_rate before = rate;
	struct clock_sample sample = sample_at(UINT64_C(60000000000), PIT_HZ, PIT_PERIOD, 3000);

	(void)state;
	assert_false(clock_rate_refine(&rate, &sample));
	assert_int_equal(rate.hz, before.hz);
	assert_int_equal(rate.error, before.error);
	assert_int_equal(rate.start.cycles, sample.cycles);
	sample = sample_at(UINT64_C(60020000000), PIT_HZ, PIT_PERIOD, 3000);
	assert_true(clock_rate_refine(&rate, &sample));
	assert_true(ppb_off(rate.hz) <= rate.error);
}

/* A reading that cannot be: a wrong first rate is not taken for right for ever. */
static void recovers_from_a_wrong_rate(void **state)
{
	struct clock_rate rate = first_rate(PIT_HZ, PIT_PERIOD, 5000000, 3000);
	uint64_t now = 5000000, wait = 1000000;

	(void)state;
	rate.hz += rate.hz / 50;
	for (int i = 0; i < 40; i++) {
		struct clock_sample sample;
		uint64_t start = rate.start.cycles;

		now += wait;
		sample = sample_at(now, PIT_HZ, PIT_PERIOD, 3000);
		clock_rate_refine(&rate, &sample);
		wait = rate.start.cycles != start ? 1000000 : wait * 2;
	}
	assert_true(ppb_off(rate.hz) < 500000);
}

/* The local APIC: each count is a period, and the measurement begins again with it. */
static void works_with_short_periods(void **state)
{
	struct clock_rate rate = first_rate(1000000000, UINT32_MAX, 200000, 20000);
	uint64_t now = 1000000;

	(void)state;
	for (int i = 0; i < 10; i++) {
		uint64_t period = 10000000;
		struct clock_sample sample;

		rate.period = period;
		rate.start = sample_at(now, 1000000000, UINT64_MAX, 3000);
		rate.start.ticks = 0;
		/* It has fired and counts again. */
		sample = sample_at(now + period + 40000, 1000000000, UINT64_MAX, 3000);
		sample.ticks = 40000;
		clock_rate_refine(&rate, &sample);
		now += 11000000;
		assert_true(ppb_off(rate.hz) <= rate.error);
	}
	assert_true(rate.error < 500000);
}

static void ends_on_any_numbers(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		struct clock_rate rate = first_rate(PIT_HZ, PIT_PERIOD, 5000000, 3000);
		struct clock_sample sample;
		uint64_t numbers[3];

		for (int k = 0; k < 3; k++) {
			seed = seed * 1664525 + 1013904223;
			numbers[k] = ((uint64_t)seed << 32 | seed) >> (seed >> 26);
		}
		sample = (struct clock_sample){ numbers[0], numbers[1] >> 20,
						numbers[2] % PIT_PERIOD };
		clock_rate_refine(&rate, &sample);
		assert_int_not_equal(rate.hz, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(multiplies_and_divides),
		cmocka_unit_test(first_rate_knows_its_error),
		cmocka_unit_test(refuses_samples_too_close),
		cmocka_unit_test(gets_better_with_time),
		cmocka_unit_test(does_not_guess),
		cmocka_unit_test(recovers_from_a_wrong_rate),
		cmocka_unit_test(works_with_short_periods),
		cmocka_unit_test(ends_on_any_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
