/* SPDX-License-Identifier: BSD-3-Clause */
/* The head of an HTTP/1.x request, parsed in place. */
#ifndef HTTPD_REQUEST_H
#define HTTPD_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "settings.h"

enum httpd_method {
	HTTPD_GET,
	HTTPD_HEAD,
	HTTPD_NOT_ALLOWED, /* a method that we know and do not serve: 405 */
	HTTPD_UNKNOWN,	   /* 501 */
};

/* Bytes inside the caller's buffer, not terminated. */
struct httpd_slice {
	const char *data;
	size_t length;
};

struct httpd_request {
	/* 0, or the status to answer with. */
	int error;
	/* Bytes of the head, with the empty line. */
	size_t length;
	/* Bytes that follow the head and belong to this request. */
	uint64_t body_length;
	enum httpd_method method;
	bool version_1_1;
	/* No further request can be read from this connection. */
	bool close;
	/* Decoded, without dot segments and query; no data if the target has no path. */
	struct httpd_slice path;
	/* Field values without surrounding space; no data where the field is absent. */
	struct httpd_slice range;
	struct httpd_slice if_range;
	struct httpd_slice if_none_match;
	/* Holds the path if it differs from the bytes in the buffer. */
	char decoded[HTTPD_PATH_MAX];
};

/**
 * httpd_request_parse() - read one request head.
 * @request: filled in; points into @buffer, valid while that is.
 * @buffer:  @length bytes from the client, not changed.
 * @length:  at most HTTPD_HEAD_MAX.
 *
 * Strict where leniency lets two parsers disagree about where a request ends (RFC 9112 sections 2.2,
 * 5.1, 6.3): a bare CR or LF, folded lines, space before the colon, repeated Content-Length, or
 * Transfer-Encoding are refused. No I/O, no allocation.
 *
 * Return: true if the head is complete or wrong (then @request->error is set), false if more bytes
 * are needed; never false once @length is HTTPD_HEAD_MAX.
 */
bool httpd_request_parse(struct httpd_request *request, const char *buffer, size_t length);

/**
 * httpd_slice_equals() - compare with a lower-case word, ignoring the case of letters.
 */
bool httpd_slice_equals(struct httpd_slice slice, const char *lower);

/**
 * httpd_slice_next() - take the next element off a comma-separated list.
 * @list: shortened by the element and its comma.
 * @element: without surrounding space; commas inside quotes do not end it.
 *
 * Return: false at the end of the list; empty elements are skipped (RFC 9110 section 5.6.1).
 */
bool httpd_slice_next(struct httpd_slice *list, struct httpd_slice *element);

#endif
