/* SPDX-License-Identifier: BSD-3-Clause */
/* Searching memory and strings. */
#include <uk/string.h>

void *memchr(const void *memory, int byte, size_t len)
{
	const unsigned char *bytes = memory;

	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == (unsigned char)byte)
			return (void *)(bytes + i);
	}
	return NULL;
}

char *strchr(const char *s, int c)
{
	while (*s && *s != (char)c)
		s++;
	return *s == (char)c ? (char *)s : NULL;
}

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++);
	return (char *)last;
}

char *strstr(const char *haystack, const char *needle)
{
	size_t len = strlen(needle);

	for (; *haystack || !len; haystack++) {
		if (!strncmp(haystack, needle, len))
			return (char *)haystack;
	}
	return NULL;
}
