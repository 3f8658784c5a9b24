/* SPDX-License-Identifier: BSD-3-Clause */
/* <stdlib.h> for third-party code in an image without a C library: numbers alone. */
#ifndef UK_FREESTANDING_STDLIB_H
#define UK_FREESTANDING_STDLIB_H

#include <uk/base.h>

/**
 * atoi() - the number at the start of a text (C11 7.22.1.2).
 * @text: white space, a sign, decimal digits, anything.
 *
 * Context: any. Return: the number, or the nearest int where it does not fit.
 */
UK_API int atoi(const char *text);

#endif
