/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory and string functions with their standard names and meaning, with or without a C library. */
#ifndef UK_STRING_H
#define UK_STRING_H

#if __STDC_HOSTED__
#include <string.h>
#else
#include <uk/base.h>

/* The compiler emits calls to these four; arch/ implements them. */
UK_API void *memcpy(void *restrict to, const void *restrict from, size_t len);
UK_API void *memmove(void *to, const void *from, size_t len);
UK_API void *memset(void *to, int byte, size_t len);
UK_API int memcmp(const void *a, const void *b, size_t len);

/* These stand in lib/string. */
UK_API void *memchr(const void *memory, int byte, size_t len);
UK_API size_t strlen(const char *s);
UK_API size_t strnlen(const char *s, size_t max);
UK_API int strcmp(const char *a, const char *b);
UK_API int strncmp(const char *a, const char *b, size_t max);
UK_API char *strchr(const char *s, int c);
UK_API char *strrchr(const char *s, int c);
UK_API char *strstr(const char *haystack, const char *needle);
UK_API char *strncpy(char *restrict to, const char *restrict from, size_t max);
#endif

#endif
