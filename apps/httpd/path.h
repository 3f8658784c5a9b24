/* SPDX-License-Identifier: BSD-3-Clause */
/* From the path of a request target to the path of a file. */
#ifndef HTTPD_PATH_H
#define HTTPD_PATH_H

#include "request.h"

/**
 * httpd_path_normalise() - decode percent escapes, then remove dot segments (RFC 3986 section 5.2.4).
 * @request: its path is read and replaced by one in its decoded bytes; no path is left alone.
 *
 * A result longer than HTTPD_PATH_MAX becomes the empty path, which no file has.
 *
 * Return: 0, or 400 for an escape that is none or that stands for a null byte.
 */
int httpd_path_normalise(struct httpd_request *request);

#endif
