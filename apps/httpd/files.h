/* SPDX-License-Identifier: BSD-3-Clause */
/* The embedded files: a table that support/build/embed.py generates. */
#ifndef HTTPD_FILES_H
#define HTTPD_FILES_H

#include <stddef.h>

struct httpd_file {
	/* Decoded and absolute; a directory with an index has its own entry, which ends in a slash. */
	const char *path;
	size_t path_length;
	const unsigned char *data;
	size_t size;
	/* Media type, and entity tag in its quotes. */
	const char *type;
	const char *etag;
	/* Header fields of a full answer, with the empty line. */
	const char *fields;
	size_t fields_length;
	/* A directory named without its slash: where to go instead; all but the path is absent. */
	const char *location;
};

/* Sorted by path, bytewise. */
extern const struct httpd_file httpd_files[];
extern const size_t httpd_file_count;
/* Of the files that were embedded, directories not counted. */
extern const size_t httpd_embedded_count;
extern const size_t httpd_embedded_bytes;

/**
 * httpd_files_find() - look a file up.
 * @path: @length bytes, decoded.
 *
 * Return: its entry, or NULL.
 */
const struct httpd_file *httpd_files_find(const char *path, size_t length);

#endif
