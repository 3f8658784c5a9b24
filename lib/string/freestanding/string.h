/* SPDX-License-Identifier: BSD-3-Clause */
/* <string.h> for third-party code in an image without a C library. */
#ifndef UK_FREESTANDING_STRING_H
#define UK_FREESTANDING_STRING_H

#include <uk/string.h>

#endif
