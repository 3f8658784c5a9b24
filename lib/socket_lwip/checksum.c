/* SPDX-License-Identifier: BSD-3-Clause */
/* The Internet checksum's sum (RFC 1071), eight bytes at a time. */
#include <uk/string.h>

#include "stack.h"

static uint64_t load(const uint8_t *data)
{
	uint64_t word;

	memcpy(&word, data, sizeof(word));
	return word;
}

/* Ones' complement: what is carried out comes back in. */
static uint64_t add(uint64_t a, uint64_t b)
{
	uint64_t sum = a + b;

	return sum + (sum < a);
}

static uint16_t fold(uint64_t sum)
{
	sum = (sum & UINT32_MAX) + (sum >> 32);
	sum = (sum & UINT32_MAX) + (sum >> 32);
	sum = (sum & UINT16_MAX) + (sum >> 16);
	return (uint16_t)((sum & UINT16_MAX) + (sum >> 16));
}

u16_t uk_lwip_checksum(const void *data, int len)
{
	const uint8_t *byte = data;
	/* Two sums, so that one addition does not wait for the other. */
	uint64_t even = 0, odd = 0, last = 0;

	for (; len >= 16; byte += 16, len -= 16) {
		even = add(even, load(byte));
		odd = add(odd, load(byte + 8));
	}
	if (len >= 8) {
		even = add(even, load(byte));
		byte += 8;
		len -= 8;
	}
	memcpy(&last, byte, (size_t)len);
	return fold(add(add(even, odd), last));
}
