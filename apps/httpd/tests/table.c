/* SPDX-License-Identifier: BSD-3-Clause */
/* A table of files for tests, in place of the one that embed.py makes. */
#include "files.h"

#define FILE_ENTRY(path, data, type, etag, length)                                             \
	{                                                                                      \
		path, sizeof(path) - 1, (const unsigned char *)(data), sizeof(data) - 1, type, \
			etag,                                                                  \
			"Content-Type: " type "\r\nContent-Length: " length "\r\nETag: " etag  \
			"\r\nAccept-Ranges: bytes\r\n\r\n",                                    \
			sizeof("Content-Type: " type "\r\nContent-Length: " length             \
			       "\r\nETag: " etag "\r\nAccept-Ranges: bytes\r\n\r\n") -         \
				1,                                                             \
			NULL                                                                   \
	}

const struct httpd_file httpd_files[] = {
	FILE_ENTRY("/", "home", "text/html", "\"1\"", "4"),
	{ .path = "/d", .path_length = 2, .location = "/d/" },
	FILE_ENTRY("/d/", "inside", "text/html", "\"2\"", "6"),
	FILE_ENTRY("/empty", "", "text/plain", "\"3\"", "0"),
	FILE_ENTRY("/ten", "0123456789", "text/plain", "\"4\"", "10"),
};

const size_t httpd_file_count = sizeof(httpd_files) / sizeof(httpd_files[0]);
const size_t httpd_embedded_count = 4;
const size_t httpd_embedded_bytes = 20;
