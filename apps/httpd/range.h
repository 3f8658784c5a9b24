/* SPDX-License-Identifier: BSD-3-Clause */
/* Byte ranges: RFC 9110 section 14. */
#ifndef HTTPD_RANGE_H
#define HTTPD_RANGE_H

#include "request.h"

enum httpd_range_kind {
	HTTPD_RANGE_NONE, /* no range, several, or nothing that we understand: send everything */
	HTTPD_RANGE_SATISFIABLE,   /* 206 */
	HTTPD_RANGE_UNSATISFIABLE, /* 416 */
};

struct httpd_range {
	size_t first;
	size_t length;
};

/**
 * httpd_range_parse() - read the value of a Range field.
 * @value: may have no data.
 * @size:  of the file, in bytes.
 * @range: filled in for HTTPD_RANGE_SATISFIABLE: within the file, not empty.
 *
 * Return: what to do with it. A field that asks for several ranges is ignored, as section 14.2 allows.
 */
enum httpd_range_kind httpd_range_parse(struct httpd_slice value, size_t size,
					struct httpd_range *range);

#endif
