/* SPDX-License-Identifier: BSD-3-Clause */
/* Decimal numbers as the store sends them: not terminated, or anything at all. */
#ifndef UK_XEN_STORE_NUMBER_H
#define UK_XEN_STORE_NUMBER_H

#include <uk/errno.h>
#include <uk/base.h>

/**
 * xen_store_number() - read a number that takes all of a text.
 * @text:  @len bytes; a NUL at the end may belong to them.
 * @len:   bytes.
 * @max:   largest value, at most UINT64_MAX / 10 - 1 or UINT64_MAX.
 * @value: receives it.
 *
 * Return: 0, -EINVAL when it is no decimal number, -ERANGE when it is larger.
 */
static inline int xen_store_number(const char *text, size_t len, uint64_t max, uint64_t *value)
{
	uint64_t number = 0;
	bool large = false;

	if (len > 0 && text[len - 1] == '\0')
		len--;
	if (len == 0)
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		unsigned int digit = (unsigned int)text[i] - '0';

		if (digit > 9)
			return -EINVAL;
		large |= number > (max - digit) / 10 || digit > max;
		number = number * 10 + digit;
	}
	if (large)
		return -ERANGE;
	*value = number;
	return 0;
}

#endif
