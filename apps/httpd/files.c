/* SPDX-License-Identifier: BSD-3-Clause */
/* Look-up in the table of embedded files. */
#include <string.h>

#include "files.h"

static int compare(const char *path, size_t length, const struct httpd_file *file)
{
	size_t common = length < file->path_length ? length : file->path_length;
	int order = memcmp(path, file->path, common);

	if (order)
		return order;
	return (length > file->path_length) - (length < file->path_length);
}

const struct httpd_file *httpd_files_find(const char *path, size_t length)
{
	size_t from = 0, to = httpd_file_count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = compare(path, length, &httpd_files[middle]);

		if (!order)
			return &httpd_files[middle];
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return NULL;
}
