/* SPDX-License-Identifier: BSD-3-Clause */
/* Initial sequence numbers that nobody off the path can guess (RFC 6528). */
#include <uk/random.h>
#include <uk/string.h>
#include <uk/time.h>

#include "isn.h"

/* SipHash-2-4 (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012) over whole words. */
struct siphash {
	uint64_t v[4];
};

static uint64_t rotate(uint64_t x, unsigned int by)
{
	return x << by | x >> (64 - by);
}

static void sip_round(struct siphash *h)
{
	h->v[0] += h->v[1];
	h->v[1] = rotate(h->v[1], 13) ^ h->v[0];
	h->v[0] = rotate(h->v[0], 32);
	h->v[2] += h->v[3];
	h->v[3] = rotate(h->v[3], 16) ^ h->v[2];
	h->v[0] += h->v[3];
	h->v[3] = rotate(h->v[3], 21) ^ h->v[0];
	h->v[2] += h->v[1];
	h->v[1] = rotate(h->v[1], 17) ^ h->v[2];
	h->v[2] = rotate(h->v[2], 32);
}

static void sip_word(struct siphash *h, uint64_t word)
{
	h->v[3] ^= word;
	sip_round(h);
	sip_round(h);
	h->v[0] ^= word;
}

static uint64_t siphash_words(const uint64_t key[2], const uint64_t *words, size_t count)
{
	struct siphash h = { { key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
			       key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573 } };

	for (size_t i = 0; i < count; i++)
		sip_word(&h, words[i]);
	sip_word(&h, (uint64_t)(count * 8) << 56);
	h.v[2] ^= 0xff;
	for (int i = 0; i < 4; i++)
		sip_round(&h);
	return h.v[0] ^ h.v[1] ^ h.v[2] ^ h.v[3];
}

static const uint64_t *secret(void)
{
	static uint64_t key[2];

	if (key[0] == 0)
		uk_random_bytes(key, sizeof(key));
	return key;
}

static void pack_address(uint64_t words[2], const ip_addr_t *address)
{
	if (IP_IS_V4(address))
		words[0] = ip4_addr_get_u32(ip_2_ip4(address));
#if LWIP_IPV6
	else
		memcpy(words, ip_2_ip6(address)->addr, 16);
#endif
}

u32_t uk_lwip_isn(const ip_addr_t *local, u16_t local_port, const ip_addr_t *remote,
		  u16_t remote_port)
{
	/* One tick each 4 microseconds, as RFC 9293, 3.4.1 has it. */
	u32_t clock = (u32_t)(uk_time_now() / 4000);
	uint64_t words[5] = { 0 };

	pack_address(&words[0], local);
	pack_address(&words[2], remote);
	words[4] = (uint64_t)local_port << 16 | remote_port;
	return clock + (u32_t)siphash_words(secret(), words, 5);
}
