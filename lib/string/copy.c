/* SPDX-License-Identifier: BSD-3-Clause */
/* Copying strings. */
#include <uk/string.h>

char *strncpy(char *restrict to, const char *restrict from, size_t max)
{
	size_t len = strnlen(from, max);

	memcpy(to, from, len);
	memset(to + len, 0, max - len);
	return to;
}
