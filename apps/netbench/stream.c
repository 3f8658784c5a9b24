/* SPDX-License-Identifier: BSD-3-Clause */
/* The four kinds of stream. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netbench.h"
#include "stream.h"

enum {
	BULK_SIZE = 65536,
	ECHO_SIZE = 16384,
	/* Calls in a row before other streams get their turn. */
	BURST = 16,
};

/* What a source sends is what it says: nobody looks at it. */
static char bulk[BULK_SIZE];

int netbench_stream_init(struct netbench_stream *stream, int fd, enum netbench_kind kind,
			 size_t size)
{
	memset(stream, 0, sizeof(*stream));
	if (kind == NETBENCH_ECHO || kind == NETBENCH_PING) {
		stream->buffer = calloc(1, ECHO_SIZE);
		if (!stream->buffer)
			return -ENOMEM;
	}
	stream->fd = fd;
	stream->kind = kind;
	stream->length = kind == NETBENCH_PING ? size : 0;
	stream->events = kind == NETBENCH_SINK || kind == NETBENCH_ECHO ? POLLIN : POLLOUT;
	stream->started = netbench_now();
	stream->active = stream->started;
	return 0;
}

void netbench_stream_end(struct netbench_stream *stream)
{
	close(stream->fd);
	free(stream->buffer);
	stream->buffer = NULL;
	stream->fd = -1;
}

/* The outcome of one call on the socket. */
enum outcome { PROGRESS, BLOCKED, ENDED };

/* @got: what recv() or send() returned. */
static enum outcome judge(struct netbench_stream *stream, ssize_t got, uint64_t *counter)
{
	if (got > 0) {
		*counter += (uint64_t)got;
		return PROGRESS;
	}
	if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return BLOCKED;
	if (got < 0)
		stream->error = errno;
	return ENDED;
}

static enum outcome receive(struct netbench_stream *stream, char *data, size_t size, ssize_t *got)
{
	*got = recv(stream->fd, data, size, MSG_DONTWAIT);
	return judge(stream, *got, &stream->received);
}

static enum outcome transmit(struct netbench_stream *stream, const char *data, size_t size,
			     ssize_t *got)
{
	*got = send(stream->fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
	return judge(stream, *got, &stream->sent);
}

static enum outcome run_sink(struct netbench_stream *stream)
{
	ssize_t got;

	return receive(stream, bulk, BULK_SIZE, &got);
}

static enum outcome run_source(struct netbench_stream *stream)
{
	ssize_t got;

	return transmit(stream, bulk, BULK_SIZE, &got);
}

static enum outcome send_buffer(struct netbench_stream *stream)
{
	ssize_t got;
	enum outcome outcome = transmit(stream, stream->buffer + stream->done,
					stream->length - stream->done, &got);

	if (outcome == PROGRESS)
		stream->done += (size_t)got;
	return outcome;
}

static enum outcome run_echo(struct netbench_stream *stream)
{
	enum outcome outcome;
	ssize_t got;

	if (stream->done < stream->length) {
		outcome = send_buffer(stream);
	} else {
		outcome = receive(stream, stream->buffer, ECHO_SIZE, &got);
		if (outcome == PROGRESS) {
			stream->length = (size_t)got;
			stream->done = 0;
		}
	}
	stream->events = stream->done < stream->length ? POLLOUT : POLLIN;
	return outcome;
}

static void next_trip(struct netbench_stream *stream, bool awaiting)
{
	stream->done = 0;
	stream->awaiting = awaiting;
	stream->events = awaiting ? POLLIN : POLLOUT;
}

/* An answer to a datagram that was given up is dropped: its number says so. */
static bool is_stale(const struct netbench_stream *stream, const char *data, ssize_t size)
{
	size_t number =
		stream->length < sizeof(stream->trips) ? stream->length : sizeof(stream->trips);

	return (size_t)size != stream->length || memcmp(data, stream->buffer, number) != 0;
}

static enum outcome receive_trip(struct netbench_stream *stream)
{
	ssize_t got;
	enum outcome outcome = receive(
		stream, bulk, stream->datagram ? BULK_SIZE : stream->length - stream->done, &got);

	/* RFC 1122 section 4.1.3.3: "port unreachable" is a datagram lost, not the end. */
	if (outcome == ENDED && stream->datagram && stream->error == ECONNREFUSED) {
		stream->error = 0;
		return BLOCKED;
	}
	if (outcome != PROGRESS || (stream->datagram && is_stale(stream, bulk, got)))
		return outcome;
	stream->done += (size_t)got;
	if (stream->done < stream->length)
		return outcome;
	stream->trips++;
	next_trip(stream, false);
	return outcome;
}

static enum outcome run_ping(struct netbench_stream *stream)
{
	uint64_t number = stream->trips + stream->lost;
	enum outcome outcome;

	if (stream->awaiting)
		return receive_trip(stream);
	memcpy(stream->buffer, &number,
	       stream->length < sizeof(number) ? stream->length : sizeof(number));
	outcome = send_buffer(stream);
	if (outcome == ENDED && stream->datagram && stream->error == ECONNREFUSED) {
		stream->error = 0;
		return BLOCKED;
	}
	if (stream->done == stream->length)
		next_trip(stream, true);
	return outcome;
}

void netbench_stream_retry(struct netbench_stream *stream)
{
	stream->lost++;
	stream->active = netbench_now();
	next_trip(stream, false);
}

static enum outcome run_once(struct netbench_stream *stream)
{
	switch (stream->kind) {
	case NETBENCH_SINK:
		return run_sink(stream);
	case NETBENCH_SOURCE:
		return run_source(stream);
	case NETBENCH_ECHO:
		return run_echo(stream);
	case NETBENCH_PING:
		return run_ping(stream);
	}
	return ENDED;
}

bool netbench_stream_run(struct netbench_stream *stream)
{
	enum outcome outcome = PROGRESS;
	bool moved = false;

	for (int i = 0; i < BURST && outcome == PROGRESS; i++) {
		outcome = run_once(stream);
		moved |= outcome == PROGRESS;
	}
	if (moved)
		stream->active = netbench_now();
	return outcome == ENDED;
}
