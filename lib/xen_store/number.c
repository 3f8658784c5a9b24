/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers as values. */
#include <uk/string.h>
#include <uk/xen_store.h>

#include "number.h"

/* More digits than the largest number has, so that a longer value is none. */
enum { DIGITS_MAX = 32 };

int uk_xen_store_read_number(const struct uk_xen_store_scope *scope, const char *path, uint64_t max,
			     uint64_t *value)
{
	char text[DIGITS_MAX];
	ssize_t len = uk_xen_store_read(scope, path, text, sizeof(text));

	if (len == -E2BIG)
		return -EINVAL;
	if (len < 0)
		return (int)len;
	return xen_store_number(text, (size_t)len, max, value);
}
