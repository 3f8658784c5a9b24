/* SPDX-License-Identifier: BSD-3-Clause */
/* Cutting a line into words. */
#ifndef UK_CMDLINE_WORDS_H
#define UK_CMDLINE_WORDS_H

#include <uk/base.h>

/* Return: number of words, -EINVAL for a quote without its end, -E2BIG for more than @max. */
int uk_cmdline_split(char *line, char **words, int max);

#endif
