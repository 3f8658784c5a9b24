/* SPDX-License-Identifier: BSD-3-Clause */
/* Lengths and comparisons of strings. */
#include <uk/string.h>

size_t strlen(const char *s)
{
	size_t len = 0;

	while (s[len])
		len++;
	return len;
}

size_t strnlen(const char *s, size_t max)
{
	size_t len = 0;

	while (len < max && s[len])
		len++;
	return len;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t max)
{
	while (max && *a && *a == *b) {
		a++;
		b++;
		max--;
	}
	return max ? (unsigned char)*a - (unsigned char)*b : 0;
}
