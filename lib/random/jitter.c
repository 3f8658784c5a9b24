/* SPDX-License-Identifier: BSD-3-Clause */
/* Timing jitter: memory accesses take a time that caches, refresh and neighbours make uneven. */
#include <uk/arch/cpu.h>
#include <uk/string.h>

#include "gather.h"

enum {
	SAMPLES = 1024,
	BITS = 256, /* a quarter bit a sample, half of what the tests below assume */
	/*
	 * NIST SP 800-90B, 4.4.1 and 4.4.2, for half a bit a sample and one false alarm in 2^20: so
	 * many equal samples in a row, so many like the first one in a window of 512, mean a broken
	 * source.
	 */
	REPETITION_CUTOFF = 41,
	PROPORTION_WINDOW = 512,
	PROPORTION_CUTOFF = 410,
	MEMORY = 4096,
};

struct health {
	uint64_t last;
	unsigned int repetitions;
	uint64_t first;
	unsigned int proportion;
	unsigned int window;
	bool broken;
};

static void check(struct health *health, uint64_t sample)
{
	health->repetitions = sample == health->last ? health->repetitions + 1 : 1;
	health->last = sample;
	if (health->window % PROPORTION_WINDOW == 0) {
		health->first = sample;
		health->proportion = 0;
	}
	health->window++;
	health->proportion += sample == health->first;
	if (health->repetitions >= REPETITION_CUTOFF || health->proportion >= PROPORTION_CUTOFF)
		health->broken = true;
}

/* Reads and writes in an order that depends on what is there. */
static void touch_memory(void)
{
	static volatile uint8_t memory[MEMORY];
	static unsigned int at;

	for (unsigned int i = 0; i < 32; i++) {
		at = (at * 5 + 1 + 64 * memory[at]) % MEMORY;
		memory[at]++;
	}
}

unsigned int uk_random_jitter(uint8_t *data, size_t len, uint64_t (*cycles)(void))
{
	struct health health = { 0 };
	uint64_t before = cycles(), mix = 0;

	memset(data, 0, len);
	for (unsigned int i = 0; i < SAMPLES; i++) {
		uint64_t now, sample;

		touch_memory();
		now = cycles();
		sample = now - before;
		before = now;
		check(&health, sample);
		mix = (mix << 7 | mix >> 57) ^ sample;
		data[i % len] ^= (uint8_t)(mix ^ mix >> 8 ^ mix >> 32);
	}
	return health.broken ? 0 : BITS;
}

static uint64_t read_cycles(void)
{
	return ukarch_cycles();
}

static size_t read_jitter(uint8_t *data, size_t len, unsigned int *bits)
{
	*bits = uk_random_jitter(data, len, read_cycles);
	return len;
}

UK_RANDOM_SOURCE(uk_random_jitter_source, .name = "jitter", .read = read_jitter, .slow = true);
