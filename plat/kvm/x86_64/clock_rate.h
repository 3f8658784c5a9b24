/* SPDX-License-Identifier: BSD-3-Clause */
/* The rate of the cycle counter, from looks at a reference counter that may wrap around between them. */
#ifndef UK_KVM_CLOCK_RATE_H
#define UK_KVM_CLOCK_RATE_H

#include <uk/base.h>

struct clock_sample {
	uint64_t cycles; /* about when the reference was read */
	uint64_t doubt;	 /* cycles by which that may be wrong */
	uint64_t ticks;	 /* the reference, below its period */
};

struct clock_rate {
	uint64_t tick_hz; /* of the reference */
	uint64_t period;  /* ticks after which the reference begins again */
	struct clock_sample start;
	uint64_t hz;	/* of the cycle counter */
	uint64_t error; /* parts in 10^9 by which hz may be wrong */
};

/* Product and quotient without overflow, to about 30 bits. @c is not 0. */
uint64_t clock_mul_div(uint64_t a, uint64_t b, uint64_t c);

/**
 * clock_rate_first() - a first rate.
 * @rate:   its tick_hz, period and start are set.
 * @sample: less than one period after start.
 *
 * Return: false, with nothing changed, when both are too close.
 */
bool clock_rate_first(struct clock_rate *rate, const struct clock_sample *sample);

/**
 * clock_rate_refine() - a better rate from a later sample.
 * @rate:   has a rate.
 * @sample: later than start by any time.
 *
 * How often the reference wrapped around follows from the rate so far. When its error no longer
 * allows that, or the sample contradicts it, the rate is kept, believed less, and @sample is the new start.
 *
 * Return: whether hz has become better.
 */
bool clock_rate_refine(struct clock_rate *rate, const struct clock_sample *sample);

#endif
