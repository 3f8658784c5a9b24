/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether the program ends, so that nothing may wait for a thread that will not go on. */
#ifndef LIBC_NEWLIB_ENDING_H
#define LIBC_NEWLIB_ENDING_H

#include <stdbool.h>

extern bool uk_libc_ending;

#endif
