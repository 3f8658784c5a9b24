/* SPDX-License-Identifier: BSD-3-Clause */
/* The server: listening sockets, connections, one poll() loop. */
#ifndef HTTPD_SERVER_H
#define HTTPD_SERVER_H

#include <stdint.h>

struct httpd_options {
	uint16_t port;
	/* At once, at most. */
	unsigned int connections;
	/* For a request to come in, from its first byte; and between two requests. */
	unsigned int request_seconds;
	unsigned int idle_seconds;
};

struct httpd_server;

/**
 * httpd_server_create() - listen on IPv4 and IPv6, whichever there is.
 * @options: not needed after the call.
 * @out:     the server.
 *
 * All memory that does not belong to a connection is allocated here.
 *
 * Return: 0 or -errno; a message says what failed.
 */
int httpd_server_create(const struct httpd_options *options, struct httpd_server **out);

/**
 * httpd_server_run() - serve until poll() fails for good.
 *
 * Return: -errno.
 */
int httpd_server_run(struct httpd_server *server);

#endif
