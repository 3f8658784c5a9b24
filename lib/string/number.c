/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers in strings. */
#include "freestanding/stdlib.h"

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

int atoi(const char *text)
{
	bool negative;
	long value = 0;

	while (is_space(*text))
		text++;
	negative = *text == '-';
	if (*text == '-' || *text == '+')
		text++;
	/* One digit past what fits in an int still fits in a long. */
	for (; *text >= '0' && *text <= '9' && value <= INT32_MAX; text++)
		value = value * 10 + (*text - '0');
	if (negative)
		return value > INT32_MAX ? INT32_MIN : (int)-value;
	return value > INT32_MAX ? INT32_MAX : (int)value;
}
