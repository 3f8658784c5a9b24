/* SPDX-License-Identifier: BSD-3-Clause */
/* Mixing in and drawing out with ChaCha20 as the one-way step. */
#include <uk/string.h>

#include "pool.h"

/* The same key must never give the same block for two purposes: the last word of the nonce differs. */
enum purpose { ABSORB = 1, SQUEEZE, NEXT_KEY, STREAM };

static void block_for(enum purpose purpose, const uint8_t *key, uint64_t counter, uint8_t *out)
{
	const uint32_t nonce[3] = { (uint32_t)(counter >> 32), 0, purpose };

	uk_chacha20_block(key, (uint32_t)counter, nonce, out);
}

static void absorb_part(struct random_pool *pool, const uint8_t *data, size_t len)
{
	uint8_t block[CHACHA20_BLOCK];

	block_for(ABSORB, pool->key, len, block);
	for (size_t i = 0; i < len; i++)
		block[i] ^= data[i];
	memcpy(pool->key, block, CHACHA20_KEY);
	wipe(block, sizeof(block));
}

void uk_random_absorb(struct random_pool *pool, const uint8_t *data, size_t len)
{
	while (len) {
		size_t part = uk_min(len, (size_t)CHACHA20_KEY);

		absorb_part(pool, data, part);
		data += part;
		len -= part;
	}
}

void uk_random_squeeze(struct random_pool *pool, uint8_t *out, size_t blocks)
{
	uint8_t next[CHACHA20_BLOCK];

	for (size_t i = 0; i < blocks; i++)
		block_for(SQUEEZE, pool->key, i, out + i * CHACHA20_BLOCK);
	block_for(NEXT_KEY, pool->key, 0, next);
	memcpy(pool->key, next, CHACHA20_KEY);
	wipe(next, sizeof(next));
}

void uk_random_stream(const uint8_t key[CHACHA20_KEY], uint8_t *out, size_t len)
{
	uint8_t block[CHACHA20_BLOCK];

	for (uint64_t i = 0; len; i++) {
		size_t part = uk_min(len, (size_t)CHACHA20_BLOCK);

		block_for(STREAM, key, i, block);
		memcpy(out, block, part);
		out += part;
		len -= part;
	}
	wipe(block, sizeof(block));
}
