/* SPDX-License-Identifier: BSD-3-Clause */
/* One flow of bytes, on either side: what it does when its socket is ready, and what it counted. */
#ifndef NETBENCH_STREAM_H
#define NETBENCH_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum netbench_kind {
	NETBENCH_SINK,	 /* receives and drops */
	NETBENCH_SOURCE, /* sends as much as goes */
	NETBENCH_ECHO,	 /* sends back what it received */
	NETBENCH_PING,	 /* sends a message, waits for it to come back, and again */
};

struct netbench_stream {
	int fd;
	enum netbench_kind kind;
	/* poll() events to wait for. */
	short events;
	/* 0, or the errno that ended it. */
	int error;
	uint64_t received;
	uint64_t sent;
	uint64_t trips;
	/* Datagrams that did not come back. */
	uint64_t lost;
	/* Microseconds: the beginning, the last progress. */
	int64_t started;
	int64_t active;
	/* For echo and ping: @length bytes of @buffer, of which @done are sent or came back. */
	char *buffer;
	size_t length;
	size_t done;
	bool awaiting;
	/* Keeps message boundaries, may lose them. */
	bool datagram;
};

/**
 * netbench_stream_init() - begin.
 * @fd:   connected; closed by netbench_stream_end(), left to the caller if there is no memory.
 * @size: of a round trip, for NETBENCH_PING.
 *
 * Return: 0 or -ENOMEM.
 */
int netbench_stream_init(struct netbench_stream *stream, int fd, enum netbench_kind kind,
			 size_t size);

/**
 * netbench_stream_run() - do what can be done without waiting, within limits.
 *
 * Return: true when the stream has ended.
 */
bool netbench_stream_run(struct netbench_stream *stream);

/**
 * netbench_stream_retry() - give a datagram up that is on its way for too long, and send another.
 */
void netbench_stream_retry(struct netbench_stream *stream);

/**
 * netbench_stream_end() - close the socket, free the buffer.
 */
void netbench_stream_end(struct netbench_stream *stream);

#endif
