/* SPDX-License-Identifier: BSD-3-Clause */
/* The console as a file: descriptors 0, 1 and 2. */
#ifndef FILE_CONSOLE_H
#define FILE_CONSOLE_H

#include <uk/file.h>

extern struct uk_file uk_console_file;

#endif
