/* SPDX-License-Identifier: BSD-3-Clause */
/* Bits and byte order. */
#ifndef UK_BITS_H
#define UK_BITS_H

#include <uk/base.h>

#define UK_BIT(n) (UINT64_C(1) << (n))

/* Index of the lowest set bit; @x is not 0. */
static inline unsigned int uk_lowest_bit(uint64_t x)
{
	return (unsigned int)__builtin_ctzll(x);
}

/* Index of the highest set bit; @x is not 0. */
static inline unsigned int uk_highest_bit(uint64_t x)
{
	return 63U - (unsigned int)__builtin_clzll(x);
}

/* The bytes in the other order. Context: any. */
static inline uint16_t uk_bswap16(uint16_t x)
{
	return __builtin_bswap16(x);
}

static inline uint32_t uk_bswap32(uint32_t x)
{
	return __builtin_bswap32(x);
}

static inline uint64_t uk_bswap64(uint64_t x)
{
	return __builtin_bswap64(x);
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "every supported CPU is little-endian");

/* To big-endian (network) order, and back. Context: any. */
static inline uint16_t uk_be16(uint16_t x)
{
	return uk_bswap16(x);
}

static inline uint32_t uk_be32(uint32_t x)
{
	return uk_bswap32(x);
}

/* (@a * @b) >> @shift with a 96-bit product: scales a cycle count without a division. */
static inline uint64_t uk_mul_shift(uint64_t a, uint32_t b, unsigned int shift)
{
	return (uint64_t)(((unsigned __int128)a * b) >> shift);
}

#endif
