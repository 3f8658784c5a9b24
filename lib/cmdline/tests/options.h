/* SPDX-License-Identifier: BSD-3-Clause */
/* One option of each type, for the tests of this library; a test includes it once, behind cmocka.h. */
#ifndef CMDLINE_TESTS_OPTIONS_H
#define CMDLINE_TESTS_OPTIONS_H

#include <errno.h>
#include <string.h>

#include <uk/cmdline.h>

static bool flag;
static unsigned long number;
static size_t size;
static const char *text;
static char customs[64];

static int set_custom(const struct uk_option *option, const char *value)
{
	assert_string_equal(option->name, "t.custom");
	if (!strcmp(value, "bad"))
		return -EINVAL;
	strcat(customs, value);
	return 0;
}

UK_OPTION(option_flag, .name = "t.flag", .help = "a flag", .type = UK_OPTION_BOOL, .value = &flag);
UK_OPTION(option_number, .name = "t.number", .help = "a number", .type = UK_OPTION_UINT,
	  .value = &number, .min = 2, .max = 4000);
UK_OPTION(option_any, .name = "t.any", .help = "any number", .type = UK_OPTION_UINT,
	  .value = &number);
UK_OPTION(option_size, .name = "t.size", .help = "a size", .type = UK_OPTION_SIZE, .value = &size,
	  .max = SIZE_MAX);
UK_OPTION(option_text, .name = "t.text", .help = "a text", .type = UK_OPTION_STRING,
	  .value = &text);
UK_OPTION(option_custom, .name = "t.custom", .help = "own form", .type = UK_OPTION_CUSTOM,
	  .set = set_custom);

#endif
