/* SPDX-License-Identifier: BSD-3-Clause */
/* The rate of the cycle counter: arithmetic alone. */
#include "clock_rate.h"

enum { BILLION = 1000000000, ERROR_MAX = BILLION / 10 };

uint64_t clock_mul_div(uint64_t a, uint64_t b, uint64_t c)
{
	while (b != 0 && a > UINT64_MAX / b && c > 1) {
		if (a < b) {
			uint64_t smaller = a;

			a = b;
			b = smaller;
		}
		a >>= 1;
		c >>= 1;
	}
	return a * b / c;
}

static uint64_t ticks_between(const struct clock_rate *rate, const struct clock_sample *sample)
{
	uint64_t from = rate->start.ticks, to = sample->ticks;

	return to >= from ? to - from : to + rate->period - from;
}

/* One tick in all, since each reading cuts off a fraction, and the doubts of both. */
static uint64_t error_of(const struct clock_rate *rate, const struct clock_sample *sample,
			 uint64_t cycles, uint64_t ticks)
{
	return clock_mul_div(rate->start.doubt + sample->doubt, BILLION, cycles) + BILLION / ticks +
	       1;
}

bool clock_rate_first(struct clock_rate *rate, const struct clock_sample *sample)
{
	uint64_t cycles = sample->cycles - rate->start.cycles;
	uint64_t ticks = ticks_between(rate, sample);

	if (ticks < 2 || cycles < 2)
		return false;
	rate->hz = clock_mul_div(cycles, rate->tick_hz, ticks);
	rate->error = uk_min(error_of(rate, sample, cycles, ticks), (uint64_t)ERROR_MAX);
	return rate->hz != 0;
}

bool clock_rate_refine(struct clock_rate *rate, const struct clock_sample *sample)
{
	uint64_t cycles = sample->cycles - rate->start.cycles;
	uint64_t expected = clock_mul_div(cycles, rate->tick_hz, rate->hz);
	uint64_t slack = clock_mul_div(expected, rate->error, BILLION) + 2;
	uint64_t ticks = ticks_between(rate, sample);
	uint64_t error;

	if (slack >= rate->period / 4) {
		rate->start = *sample;
		return false;
	}
	if (expected > ticks)
		ticks += (expected - ticks + rate->period / 2) / rate->period * rate->period;
	slack += clock_mul_div(rate->start.doubt + sample->doubt, rate->tick_hz, rate->hz);
	if (ticks > expected + slack || ticks + slack < expected) {
		rate->start = *sample;
		rate->error = uk_min(rate->error * 4, (uint64_t)ERROR_MAX);
		return false;
	}
	if (ticks == 0 || cycles == 0)
		return false;
	error = error_of(rate, sample, cycles, ticks);
	if (error >= rate->error)
		return false;
	rate->hz = clock_mul_div(cycles, rate->tick_hz, ticks);
	rate->error = error;
	return true;
}
