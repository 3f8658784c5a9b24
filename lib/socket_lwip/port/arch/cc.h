/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP asks of a port: types, formats, diagnostics, randomness. */
#ifndef LWIP_PORT_CC_H
#define LWIP_PORT_CC_H

#include <uk/print.h>
#include <uk/random.h>

#define LWIP_NO_CTYPE_H	   1
#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_LIMITS_H   1
#define LWIP_NO_UNISTD_H   1

#ifndef INT_MAX
#define INT_MAX __INT_MAX__
#endif
#define SSIZE_MAX __LONG_MAX__

#define X8_F  "02x"
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define SZT_F "zu"

#define LWIP_PLATFORM_DIAG(text) \
	do {                     \
		uk_printf text;  \
	} while (0)

#define LWIP_PLATFORM_ASSERT(text) uk_lwip_assert_failed(text)
_Noreturn void uk_lwip_assert_failed(const char *text);

#define LWIP_RAND() uk_random_u32()

#endif
