/* SPDX-License-Identifier: BSD-3-Clause */
/* Which words are options and which are the application's. */
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/string.h>

#include "option.h"
#include "words.h"

static bool help;

UK_OPTION(uk_cmdline_help_option, .name = "help", .help = "list the options and stop",
	  .type = UK_OPTION_BOOL, .value = &help);

/* A place before the first word for argv[0], and one for the NULL after the last. */
static char *words[CONFIG_LIB_CMDLINE_WORDS + 2];
static int first_argument = 1, word_end = 1;

static int find_separator(void)
{
	int i = 1;

	while (i < word_end && strcmp(words[i], "--") != 0)
		i++;
	return i;
}

static const struct uk_option *option_of(const char *word, const char **text)
{
	const char *equals = strchr(word, '=');

	*text = equals ? equals + 1 : NULL;
	return uk_cmdline_find(word, equals ? (size_t)(equals - word) : strlen(word));
}

static int refuse(const char *word)
{
	uk_error("cmdline: unknown option %s; known are:", word);
	uk_cmdline_list();
	return -EINVAL;
}

/* Sets the options before @end. Return: the first word that is none, @end, or -EINVAL. */
static int set_options(int end, bool separated)
{
	for (int i = 1; i < end; i++) {
		const char *text;
		const struct uk_option *option = option_of(words[i], &text);

		if (!option)
			return text || separated ? refuse(words[i]) : i;
		if (uk_cmdline_set(option, text))
			return -EINVAL;
	}
	return end;
}

static int split(char *line)
{
	int count = uk_cmdline_split(line, words + 1, CONFIG_LIB_CMDLINE_WORDS);

	if (count == -E2BIG)
		uk_error("cmdline: more than %d words", CONFIG_LIB_CMDLINE_WORDS);
	else if (count < 0)
		uk_error("cmdline: a quote has no end");
	return count;
}

int uk_cmdline_parse(char *line)
{
	static char name[] = CONFIG_LIB_CMDLINE_NAME;
	int count = split(line), separator, stop;

	if (count < 0)
		return count;
	help = false;
	word_end = 1 + count;
	separator = find_separator();
	stop = set_options(separator, separator < word_end);
	if (stop < 0)
		return stop;
	first_argument = stop == separator && separator < word_end ? stop + 1 : stop;
	words[first_argument - 1] = name;
	words[word_end] = NULL;
	if (!help)
		return 0;
	uk_cmdline_list();
	return -ECANCELED;
}

int uk_cmdline_argc(void)
{
	return word_end - first_argument + 1;
}

char **uk_cmdline_argv(void)
{
	return words + first_argument - 1;
}
