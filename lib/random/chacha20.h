/* SPDX-License-Identifier: BSD-3-Clause */
/* The ChaCha20 block function. */
#ifndef UK_RANDOM_CHACHA20_H
#define UK_RANDOM_CHACHA20_H

#include <uk/base.h>

enum { CHACHA20_KEY = 32, CHACHA20_BLOCK = 64 };

/* RFC 8439, 2.3: block @counter of the key stream of @key and @nonce. */
void uk_chacha20_block(const uint8_t key[CHACHA20_KEY], uint32_t counter, const uint32_t nonce[3],
		       uint8_t out[CHACHA20_BLOCK]);

#endif
