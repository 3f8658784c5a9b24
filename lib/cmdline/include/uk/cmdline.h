/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line: lib.option=value … -- application arguments. */
#ifndef UK_CMDLINE_H
#define UK_CMDLINE_H

#include <uk/table.h>

enum uk_option_type {
	UK_OPTION_BOOL,	  /* y n 1 0 on off true false; the bare name is y; bool * */
	UK_OPTION_UINT,	  /* decimal or 0x…, within [min, max]; unsigned long * */
	UK_OPTION_SIZE,	  /* the same with K, M, G; size_t * */
	UK_OPTION_STRING, /* const char **, pointing into the command line */
	UK_OPTION_CUSTOM, /* set() parses it */
};

struct uk_option {
	const char *name; /* "net.ip" */
	const char *help; /* one line */
	enum uk_option_type type;
	void *value;
	unsigned long min, max; /* max 0: no limit */
	/* 0, or -EINVAL or -ERANGE for the message; @text stays for good. May be called again for a repeated option. */
	int (*set)(const struct uk_option *option, const char *text);
};

#define UK_OPTION(identifier, ...)                                  \
	static const struct uk_option identifier = { __VA_ARGS__ }; \
	UK_TABLE_ADD(option, identifier)

/**
 * uk_cmdline_parse() - set the options, find the application's arguments.
 * @line: modified and kept: values and arguments point into it.
 *
 * Words are separated by white space; "…" and '…' keep it, a backslash keeps the next character.
 * Without " -- " every word that holds no "=" and is no option starts the application's arguments.
 * An unknown option is reported with the list of the known ones, a bad value with the right ones.
 *
 * Context: boot.
 * Return: 0, -EINVAL or -E2BIG (too many words) after a message, -ECANCELED after the list that the
 * option help asked for.
 */
UK_API int uk_cmdline_parse(char *line);

/* The application's arguments; argv[0] is its name, argv[argc] is NULL. Context: any. */
UK_API int uk_cmdline_argc(void);
UK_API char **uk_cmdline_argv(void);

#endif
