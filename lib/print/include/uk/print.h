/* SPDX-License-Identifier: BSD-3-Clause */
/* Formatted output to the console, and log lines by level. */
#ifndef UK_PRINT_H
#define UK_PRINT_H

#include <stdarg.h>

#include <uk/base.h>

/*
 * The formats of C11 7.21.6.1 for integers, characters, strings and pointers; no floating point.
 * Unknown conversions are printed as they stand.
 */

/* To the console, as it is. Context: any. Return: bytes. */
UK_API int uk_printf(const char *text, ...) UK_PRINTF(1, 2);

/* Into @buffer, always terminated when @size > 0. Context: any. Return: bytes that it would take. */
UK_API int uk_snprintf(char *buffer, size_t size, const char *text, ...) UK_PRINTF(3, 4);
UK_API int uk_vsnprintf(char *buffer, size_t size, const char *text, va_list args) UK_PRINTF(3, 0);

enum uk_log_level { UK_LOG_ERROR, UK_LOG_WARNING, UK_LOG_INFO, UK_LOG_DEBUG };

/**
 * uk_log() - one line on the console, if @level is at most log.level of the command line.
 * @level: puts "error: ", "warning: ", nothing or "debug: " before the text.
 * @text:  "area: message" without a newline; the formats of uk_printf().
 *
 * Context: any.
 */
UK_API void uk_log(enum uk_log_level level, const char *text, ...) UK_PRINTF(2, 3);

#define uk_error(...)	uk_log(UK_LOG_ERROR, __VA_ARGS__)
#define uk_warning(...) uk_log(UK_LOG_WARNING, __VA_ARGS__)
#define uk_info(...)	uk_log(UK_LOG_INFO, __VA_ARGS__)
/* Compiled out unless CONFIG_LIB_PRINT_DEBUG. */
#define uk_debug(...)                                      \
	do {                                               \
		if (IS_ENABLED(CONFIG_LIB_PRINT_DEBUG))    \
			uk_log(UK_LOG_DEBUG, __VA_ARGS__); \
	} while (0)

#endif
