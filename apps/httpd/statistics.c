/* SPDX-License-Identifier: BSD-3-Clause */
/* The page of statistics. */
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "statistics.h"

struct httpd_statistics httpd_statistics;

bool httpd_statistics_is(const char *path, size_t length)
{
	return httpd_statistics.path && strlen(httpd_statistics.path) == length &&
	       !memcmp(httpd_statistics.path, path, length);
}

void httpd_statistics_print(char text[static HTTPD_STATISTICS_MAX])
{
	struct mallinfo memory = mallinfo();

	snprintf(text, HTTPD_STATISTICS_MAX,
		 "connections %u\naccepted %llu\nanswers %llu\nmemory %zu\nmemory-used "
		 "%zu\nblocks-used %zu",
		 httpd_statistics.connections, (unsigned long long)httpd_statistics.accepted,
		 (unsigned long long)httpd_statistics.answers, (size_t)memory.arena,
		 (size_t)memory.uordblks, (size_t)memory.hblks);
}
