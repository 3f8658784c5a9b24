/* SPDX-License-Identifier: BSD-3-Clause */
/* string.S under names that do not replace the host's functions. */
#define memcpy	tested_memcpy
#define memmove tested_memmove
#define memset	tested_memset
#define memcmp	tested_memcmp
#include "../string.S"
