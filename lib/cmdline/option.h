/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of options: finding, setting, listing. */
#ifndef UK_CMDLINE_OPTION_H
#define UK_CMDLINE_OPTION_H

#include <uk/cmdline.h>

/* The option whose name is the first @len bytes of @name, or NULL. */
const struct uk_option *uk_cmdline_find(const char *name, size_t len);

/* @text is NULL for a bare name. Return: 0, or -EINVAL after a message. */
int uk_cmdline_set(const struct uk_option *option, const char *text);

/* All options on the console, by name. */
void uk_cmdline_list(void);

#endif
