/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the generator and its sources. */
#ifndef UK_RANDOM_GATHER_H
#define UK_RANDOM_GATHER_H

#include <uk/random.h>

/* Asks the sources and mixes in what they give. */
void uk_random_gather(void);

/* From now on the generator's numbers depend on all that was mixed in. */
void uk_random_reseed(void);

/* Whether numbers of the CPU count. */
extern bool uk_random_trust_cpu;

/* Fills @data from the time that memory accesses take by @cycles. Return: bits, 0 if it looks broken. */
unsigned int uk_random_jitter(uint8_t *data, size_t len, uint64_t (*cycles)(void));

#endif
