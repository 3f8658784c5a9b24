/* SPDX-License-Identifier: BSD-3-Clause */
/* One connection: reads requests, writes answers, knows when it has waited too long. */
#ifndef HTTPD_CONNECTION_H
#define HTTPD_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "request.h"
#include "response.h"

enum httpd_state {
	HTTPD_READING,
	HTTPD_WRITING,
	HTTPD_LINGERING, /* our side is shut; what the client still sends is thrown away */
	HTTPD_CLOSED,	 /* to be freed by the owner */
};

/* What all connections share; a request that comes in one piece never leaves it. */
struct httpd_workspace {
	/* Milliseconds of a clock that never goes back. */
	int64_t now;
	int64_t request_ms;
	int64_t idle_ms;
	char input[HTTPD_HEAD_MAX];
	struct httpd_request request;
	struct httpd_response response;
};

struct httpd_connection {
	int fd;
	enum httpd_state state;
	/* After what is being written. */
	bool close;
	/* When to give up, and since when nothing is going on. */
	int64_t deadline;
	int64_t idle_since;
	/* HTTPD_HEAD_MAX bytes, there only while part of a request waits for the rest. */
	char *input;
	size_t input_length;
	/* Rest of a request body that nobody wants. */
	uint64_t skip;
	/* Being written. The head is our own copy if it could not be sent in one go. */
	char *head_copy;
	const char *head;
	size_t head_length;
	const unsigned char *body;
	size_t body_length;
};

/**
 * httpd_connection_create() - take over an accepted socket.
 * @out: the connection, waiting for its first request.
 * @fd:  closed with the connection; left to the caller if there is no memory.
 *
 * Return: 0 or -ENOMEM.
 */
int httpd_connection_create(struct httpd_workspace *workspace, int fd,
			    struct httpd_connection **out);

/**
 * httpd_connection_destroy() - close the socket and free everything.
 */
void httpd_connection_destroy(struct httpd_connection *connection);

/**
 * httpd_connection_run() - do what can be done without waiting.
 * @connection: its socket is readable or writable, in error, or that is worth a try.
 *
 * Serves one buffer of input at most, so that one busy client cannot starve the others.
 */
void httpd_connection_run(struct httpd_workspace *workspace, struct httpd_connection *connection);

/**
 * httpd_connection_expire() - its deadline has passed: answer 408 if a request was begun, and close.
 */
void httpd_connection_expire(struct httpd_workspace *workspace,
			     struct httpd_connection *connection);

/**
 * httpd_connection_idle() - may it be closed to make room?
 *
 * Return: true between requests and while lingering.
 */
bool httpd_connection_idle(const struct httpd_connection *connection);

#endif
