/* SPDX-License-Identifier: BSD-3-Clause */
/* The few printf formats of a crash report; needs no buffer, no lock, no library. */
#ifndef UK_COMMON_FORMAT_H
#define UK_COMMON_FORMAT_H

#include <stdarg.h>

#include <uk/base.h>

/**
 * ukplat_format() - format to a function.
 * @put:    takes the text piece by piece.
 * @format: %s %c %d %u %x %lu %ld %lx %p %%; others are put as they stand.
 * @args:   their arguments.
 *
 * Context: any.
 */
void ukplat_format(void (*put)(const char *text, size_t len), const char *format, va_list args);

#endif
