/* SPDX-License-Identifier: BSD-3-Clause */
/* ChaCha20, RFC 8439. Words are little-endian, as every supported CPU is. */
#include <uk/bits.h>
#include <uk/string.h>

#include "chacha20.h"

static uint32_t rotate_left(uint32_t x, unsigned int n)
{
	return x << n | x >> (32 - n);
}

/* RFC 8439, 2.1. */
static void quarter_round(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
	*a += *b;
	*d = rotate_left(*d ^ *a, 16);
	*c += *d;
	*b = rotate_left(*b ^ *c, 12);
	*a += *b;
	*d = rotate_left(*d ^ *a, 8);
	*c += *d;
	*b = rotate_left(*b ^ *c, 7);
}

/* A round on the columns, then one on the diagonals. */
static void double_round(uint32_t s[16])
{
	for (unsigned int i = 0; i < 4; i++)
		quarter_round(&s[i], &s[4 + i], &s[8 + i], &s[12 + i]);
	for (unsigned int i = 0; i < 4; i++)
		quarter_round(&s[i], &s[4 + (i + 1) % 4], &s[8 + (i + 2) % 4],
			      &s[12 + (i + 3) % 4]);
}

void uk_chacha20_block(const uint8_t key[CHACHA20_KEY], uint32_t counter, const uint32_t nonce[3],
		       uint8_t out[CHACHA20_BLOCK])
{
	/* "expand 32-byte k" */
	uint32_t start[16] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 };
	uint32_t s[16];

	memcpy(&start[4], key, CHACHA20_KEY);
	start[12] = counter;
	memcpy(&start[13], nonce, 3 * sizeof(*nonce));
	memcpy(s, start, sizeof(s));
	for (unsigned int i = 0; i < 10; i++)
		double_round(s);
	for (unsigned int i = 0; i < 16; i++)
		s[i] += start[i];
	memcpy(out, s, sizeof(s));
}
