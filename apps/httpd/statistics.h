/* SPDX-License-Identifier: BSD-3-Clause */
/* What the server has done and holds, as a page for whoever runs it. */
#ifndef HTTPD_STATISTICS_H
#define HTTPD_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct httpd_statistics {
	/* Where the page is, or NULL: nowhere. */
	const char *path;
	/* Now, and since the start. */
	unsigned int connections;
	uint64_t accepted;
	uint64_t answers;
};

/* One server has one. */
extern struct httpd_statistics httpd_statistics;

/**
 * httpd_statistics_is() - does a request ask for the page?
 * @path: @length bytes, decoded.
 */
bool httpd_statistics_is(const char *path, size_t length);

enum { HTTPD_STATISTICS_MAX = 160 };

/**
 * httpd_statistics_print() - the page: a name and a number in each line, the last one not ended.
 * @text: receives it.
 */
void httpd_statistics_print(char text[static HTTPD_STATISTICS_MAX]);

#endif
