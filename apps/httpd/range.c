/* SPDX-License-Identifier: BSD-3-Clause */
/* Parser of the Range field. */
#include <stdint.h>

#include "range.h"

/* Takes decimal digits off @value; too large a number becomes SIZE_MAX. Return: how many digits. */
static size_t take_number(struct httpd_slice *value, size_t *number)
{
	size_t digits = 0, n = 0;

	for (; digits < value->length; digits++) {
		unsigned int digit = (unsigned int)(value->data[digits] - '0');

		if (digit > 9)
			break;
		n = n > (SIZE_MAX - 9) / 10 ? SIZE_MAX : n * 10 + digit;
	}
	value->data += digits;
	value->length -= digits;
	*number = n;
	return digits;
}

static enum httpd_range_kind suffix(size_t length, size_t size, struct httpd_range *range)
{
	if (!length || !size)
		return HTTPD_RANGE_UNSATISFIABLE;
	range->length = length < size ? length : size;
	range->first = size - range->length;
	return HTTPD_RANGE_SATISFIABLE;
}

static enum httpd_range_kind between(size_t first, size_t last, size_t size,
				     struct httpd_range *range)
{
	if (first >= size)
		return HTTPD_RANGE_UNSATISFIABLE;
	range->first = first;
	range->length = (last < size ? last + 1 : size) - first;
	return HTTPD_RANGE_SATISFIABLE;
}

static bool take_unit(struct httpd_slice *value)
{
	struct httpd_slice unit = { value->data, 6 };

	if (!value->data || value->length < 6 || !httpd_slice_equals(unit, "bytes="))
		return false;
	value->data += 6;
	value->length -= 6;
	return true;
}

enum httpd_range_kind httpd_range_parse(struct httpd_slice value, size_t size,
					struct httpd_range *range)
{
	size_t first, last;
	bool has_first, has_last;

	if (!take_unit(&value))
		return HTTPD_RANGE_NONE;
	has_first = take_number(&value, &first) != 0;
	if (!value.length || *value.data != '-')
		return HTTPD_RANGE_NONE;
	value.data++;
	value.length--;
	has_last = take_number(&value, &last) != 0;
	if (value.length || (!has_first && !has_last))
		return HTTPD_RANGE_NONE;
	if (!has_first)
		return suffix(last, size, range);
	if (!has_last)
		last = SIZE_MAX;
	return last < first ? HTTPD_RANGE_NONE : between(first, last, size, range);
}
