/* SPDX-License-Identifier: BSD-3-Clause */
/* 256 bits of state that take anything in and give nothing away about it. */
#ifndef UK_RANDOM_POOL_H
#define UK_RANDOM_POOL_H

#include "chacha20.h"

struct random_pool {
	uint8_t key[CHACHA20_KEY];
};

/* Overwrites, and the compiler does not know better. */
static inline void wipe(void *data, size_t len)
{
	__builtin_memset(data, 0, len);
	__asm__ volatile("" : : "r"(data) : "memory");
}

/* Mix @data in: what was unknown of the state or of @data is unknown of the new state. */
void uk_random_absorb(struct random_pool *pool, const uint8_t *data, size_t len);

/* Key stream of the state, @blocks of 64 bytes; the state becomes one that does not tell the old. */
void uk_random_squeeze(struct random_pool *pool, uint8_t *out, size_t blocks);

/* Key stream of @key to @out, any length. */
void uk_random_stream(const uint8_t key[CHACHA20_KEY], uint8_t *out, size_t len);

#endif
