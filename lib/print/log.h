/* SPDX-License-Identifier: BSD-3-Clause */
/* What the command line sets. */
#ifndef UK_PRINT_LOG_H
#define UK_PRINT_LOG_H

extern unsigned long uk_print_level;

#endif
