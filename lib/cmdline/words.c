/* SPDX-License-Identifier: BSD-3-Clause */
/* Cutting a line into words, in place: a word never grows when its quotes go. */
#include <uk/errno.h>

#include "words.h"

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Copies one word down to @to, without quotes. Return: what follows it, or NULL inside a quote. */
static char *take_word(char *from, char *to)
{
	char quote = 0;

	for (; *from && (quote || !is_space(*from)); from++) {
		if (*from == quote) {
			quote = 0;
		} else if (!quote && (*from == '"' || *from == '\'')) {
			quote = *from;
		} else {
			if (*from == '\\' && quote != '\'' && from[1])
				from++;
			*to++ = *from;
		}
	}
	if (quote)
		return NULL;
	if (*from)
		from++;
	*to = '\0';
	return from;
}

int uk_cmdline_split(char *line, char **words, int max)
{
	int count = 0;

	for (;;) {
		while (is_space(*line))
			line++;
		if (!*line)
			return count;
		if (count == max)
			return -E2BIG;
		words[count++] = line;
		line = take_word(line, line);
		if (!line)
			return -EINVAL;
	}
}
