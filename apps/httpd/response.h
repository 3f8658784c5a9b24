/* SPDX-License-Identifier: BSD-3-Clause */
/* The answer to a request: a head in a buffer, a body that is never copied. */
#ifndef HTTPD_RESPONSE_H
#define HTTPD_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "request.h"

/* More than any answer needs: embed.py bounds what a file contributes. */
#define HTTPD_RESPONSE_HEAD_MAX 1536

struct httpd_response {
	/* Status line and header fields; an error's short text too. */
	char head[HTTPD_RESPONSE_HEAD_MAX];
	size_t head_length;
	/* Part of an embedded file. */
	const unsigned char *body;
	size_t body_length;
	/* The connection ends after this answer. */
	bool close;
};

/**
 * httpd_response_set_date() - say what time it is.
 * @now: seconds since 1970; kept, formatted, for every answer until the next call.
 */
void httpd_response_set_date(time_t now);

/**
 * httpd_response_build() - answer a request.
 * @response: filled in.
 * @request:  as httpd_request_parse() left it, its error included.
 */
void httpd_response_build(struct httpd_response *response, const struct httpd_request *request);

/**
 * httpd_response_error() - answer with a status and its name as text, and close.
 * @status: one that httpd_response_build() could give.
 */
void httpd_response_error(struct httpd_response *response, int status);

#endif
