/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line: copied whole or refused. */
#include <uk/errno.h>
#include <uk/string.h>

#include <common/boot.h>

int ukplat_command_line_set(const char *line, size_t max)
{
	char *to = ukplat_boot_data.command_line;
	size_t len = 0;

	for (; line && len < max && line[len]; len++) {
		if (len == UKPLAT_COMMAND_LINE_MAX - 1)
			return -E2BIG;
		to[len] = line[len];
	}
	if (line && len == max)
		return -E2BIG;
	to[len] = '\0';
	return 0;
}

static bool needs_backslash(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '"' || c == '\'' || c == '\\';
}

/* Bytes that @word takes in the line, the terminator apart. */
static size_t quoted_length(const char *word)
{
	size_t len = *word ? 0 : 2;

	for (; *word; word++)
		len += needs_backslash(*word) ? 2 : 1;
	return len;
}

int ukplat_command_line_add(const char *word)
{
	char *line = ukplat_boot_data.command_line;
	size_t len = 0;

	while (line[len])
		len++;
	if (quoted_length(word) + 1 >= UKPLAT_COMMAND_LINE_MAX - len)
		return -E2BIG;
	if (len)
		line[len++] = ' ';
	if (!*word) {
		line[len++] = '"';
		line[len++] = '"';
	}
	for (; *word; word++) {
		if (needs_backslash(*word))
			line[len++] = '\\';
		line[len++] = *word;
	}
	line[len] = '\0';
	return 0;
}
