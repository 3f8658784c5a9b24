/* SPDX-License-Identifier: BSD-3-Clause */
/* Options by name and type: finding, setting, listing. */
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/string.h>

#include "option.h"

UK_TABLE_DECLARE(option);

const struct uk_option *uk_cmdline_find(const char *name, size_t len)
{
	uk_table_for_each (slot, option) {
		const struct uk_option *option = *slot;

		if (!strncmp(option->name, name, len) && !option->name[len])
			return option;
	}
	return NULL;
}

static int set_bool(const struct uk_option *option, const char *text)
{
	static const char *const words[] = { "n", "y", "0", "1", "off", "on", "false", "true" };

	for (size_t i = 0; i < UK_ARRAY_SIZE(words); i++) {
		if (!strcmp(text, words[i])) {
			*(bool *)option->value = i & 1;
			return 0;
		}
	}
	return -EINVAL;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return 16;
}

/* Return: what follows the digits, or NULL when there is none or the number is too large. */
static const char *read_number(const char *text, unsigned long *number)
{
	int base = text[0] == '0' && (text[1] | 0x20) == 'x' ? 16 : 10;
	const char *start = base == 16 ? text + 2 : text;

	*number = 0;
	for (text = start; digit_value(*text) < base; text++) {
		unsigned int digit = (unsigned int)digit_value(*text);

		if (__builtin_mul_overflow(*number, (unsigned long)base, number) ||
		    __builtin_add_overflow(*number, digit, number))
			return NULL;
	}
	return text == start ? NULL : text;
}

static int read_unit(const char *text, unsigned long *number)
{
	static const char units[] = "kmg";
	const char *unit;

	if (!*text)
		return 0;
	unit = strchr(units, *text | 0x20);
	if (!unit || text[1])
		return -EINVAL;
	return __builtin_mul_overflow(*number, 1024UL << 10 * (unit - units), number) ? -EINVAL : 0;
}

static unsigned long max_of(const struct uk_option *option)
{
	return option->max ? option->max : ~0UL;
}

static int set_number(const struct uk_option *option, const char *text)
{
	unsigned long number;

	text = read_number(text, &number);
	if (!text || (option->type == UK_OPTION_UINT && *text) || read_unit(text, &number))
		return -EINVAL;
	if (number < option->min || number > max_of(option))
		return -ERANGE;
	if (option->type == UK_OPTION_SIZE)
		*(size_t *)option->value = number;
	else
		*(unsigned long *)option->value = number;
	return 0;
}

static int set_value(const struct uk_option *option, const char *text)
{
	switch (option->type) {
	case UK_OPTION_BOOL:
		return set_bool(option, text);
	case UK_OPTION_UINT:
	case UK_OPTION_SIZE:
		return set_number(option, text);
	case UK_OPTION_STRING:
		*(const char **)option->value = text;
		return 0;
	default:
		return option->set(option, text);
	}
}

enum { FORM_MAX = 64 };

/* "name=…" as it may be written, into @form. */
static void describe(const struct uk_option *option, char form[FORM_MAX])
{
	switch (option->type) {
	case UK_OPTION_BOOL:
		uk_snprintf(form, FORM_MAX, "%s[=y|n]", option->name);
		break;
	case UK_OPTION_UINT:
		if (option->max)
			uk_snprintf(form, FORM_MAX, "%s=%lu..%lu", option->name, option->min,
				    option->max);
		else
			uk_snprintf(form, FORM_MAX, "%s=NUMBER", option->name);
		break;
	case UK_OPTION_SIZE:
		uk_snprintf(form, FORM_MAX, "%s=BYTES[K|M|G]", option->name);
		break;
	default:
		uk_snprintf(form, FORM_MAX, "%s=...", option->name);
		break;
	}
}

static void report(const struct uk_option *option, const char *text, int error)
{
	char form[FORM_MAX];

	if (error == -ERANGE) {
		uk_error("cmdline: %s=%s is out of range %lu..%lu", option->name, text, option->min,
			 max_of(option));
		return;
	}
	describe(option, form);
	uk_error("cmdline: cannot read %s%s%s: write %s (%s)", option->name, text ? "=" : "",
		 text ? text : "", form, option->help);
}

int uk_cmdline_set(const struct uk_option *option, const char *text)
{
	int error = -EINVAL;

	if (text)
		error = set_value(option, text);
	else if (option->type == UK_OPTION_BOOL)
		error = set_value(option, "y");
	if (!error)
		return 0;
	report(option, text, error);
	return -EINVAL;
}

/* The first name after @name, NULL being before all. */
static const struct uk_option *next_by_name(const char *name)
{
	const struct uk_option *next = NULL;

	uk_table_for_each (slot, option) {
		const struct uk_option *option = *slot;

		if (name && strcmp(option->name, name) <= 0)
			continue;
		if (!next || strcmp(option->name, next->name) < 0)
			next = option;
	}
	return next;
}

void uk_cmdline_list(void)
{
	const struct uk_option *option = NULL;
	char form[FORM_MAX];

	while ((option = next_by_name(option ? option->name : NULL))) {
		describe(option, form);
		uk_printf("  %-28s %s\n", form, option->help);
	}
}
