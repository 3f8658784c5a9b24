/* SPDX-License-Identifier: BSD-3-Clause */
/* Byte order, and conversions to and from a fixed one. */
#ifndef _ENDIAN_H
#define _ENDIAN_H

#include <machine/endian.h>

#define __BYTE_ORDER	_BYTE_ORDER
#define __LITTLE_ENDIAN _LITTLE_ENDIAN
#define __BIG_ENDIAN	_BIG_ENDIAN

/* All our machines are little-endian. */
#define htole16(x) ((__uint16_t)(x))
#define htole32(x) ((__uint32_t)(x))
#define htole64(x) ((__uint64_t)(x))
#define le16toh(x) ((__uint16_t)(x))
#define le32toh(x) ((__uint32_t)(x))
#define le64toh(x) ((__uint64_t)(x))
#define htobe16(x) __bswap16(x)
#define htobe32(x) __bswap32(x)
#define htobe64(x) __bswap64(x)
#define be16toh(x) __bswap16(x)
#define be32toh(x) __bswap32(x)
#define be64toh(x) __bswap64(x)

#endif
