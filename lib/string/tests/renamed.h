/* SPDX-License-Identifier: BSD-3-Clause */
/* Gives the functions under test names that the host's C library does not have. */
#ifndef UK_STRING_TESTS_RENAMED_H
#define UK_STRING_TESTS_RENAMED_H

#include <stdlib.h>
#include <string.h>

void *own_memchr(const void *memory, int byte, size_t len);
size_t own_strlen(const char *s);
size_t own_strnlen(const char *s, size_t max);
int own_strcmp(const char *a, const char *b);
int own_strncmp(const char *a, const char *b, size_t max);
char *own_strchr(const char *s, int c);
char *own_strrchr(const char *s, int c);
char *own_strstr(const char *haystack, const char *needle);
char *own_strncpy(char *restrict to, const char *restrict from, size_t max);
int own_atoi(const char *text);

#endif
