/* SPDX-License-Identifier: BSD-3-Clause */
/* The states of a connection. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "connection.h"

enum {
	/* A client that takes its answer more slowly than this is cut off. */
	SLOWEST_BYTES_PER_MS = 4,
	WRITE_GRACE_MS = 30000,
	LINGER_MS = 2000,
};

int httpd_connection_create(struct httpd_workspace *workspace, int fd,
			    struct httpd_connection **out)
{
	struct httpd_connection *connection = calloc(1, sizeof(*connection));

	if (!connection)
		return -ENOMEM;
	connection->fd = fd;
	connection->state = HTTPD_READING;
	connection->idle_since = workspace->now;
	connection->deadline = workspace->now + workspace->request_ms;
	*out = connection;
	return 0;
}

static void drop_input(struct httpd_connection *connection)
{
	free(connection->input);
	connection->input = NULL;
	connection->input_length = 0;
}

static void drop_output(struct httpd_connection *connection)
{
	free(connection->head_copy);
	connection->head_copy = NULL;
	connection->head_length = 0;
	connection->body_length = 0;
}

void httpd_connection_destroy(struct httpd_connection *connection)
{
	drop_input(connection);
	drop_output(connection);
	close(connection->fd);
	free(connection);
}

bool httpd_connection_idle(const struct httpd_connection *connection)
{
	if (connection->state == HTTPD_LINGERING)
		return true;
	return connection->state == HTTPD_READING && !connection->input_length && !connection->skip;
}

static bool would_block(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/*
 * Closing with unread input makes TCP send a reset, which can overtake and destroy the answer that says
 * why. So shut our side and let the client finish first, for a while.
 */
static void linger(struct httpd_workspace *workspace, struct httpd_connection *connection)
{
	drop_input(connection);
	if (shutdown(connection->fd, SHUT_WR)) {
		connection->state = HTTPD_CLOSED;
		return;
	}
	connection->state = HTTPD_LINGERING;
	connection->idle_since = workspace->now;
	connection->deadline = workspace->now + LINGER_MS;
}

static void become_idle(struct httpd_workspace *workspace, struct httpd_connection *connection)
{
	connection->idle_since = workspace->now;
	connection->deadline = workspace->now + workspace->idle_ms;
}

/* Return: the bytes that the socket took, 0 if it took none now, -1 if it never will. */
static ssize_t send_rest(struct httpd_connection *connection)
{
	struct iovec parts[2] = {
		{ (void *)connection->head, connection->head_length },
		{ (void *)connection->body, connection->body_length },
	};
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
	ssize_t sent;

	if (!connection->head_length) {
		message.msg_iov = parts + 1;
		message.msg_iovlen = 1;
	} else if (!connection->body_length) {
		message.msg_iovlen = 1;
	}
	sent = sendmsg(connection->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	return sent < 0 && would_block() ? 0 : sent;
}

static void advance(struct httpd_connection *connection, size_t sent)
{
	size_t head = sent < connection->head_length ? sent : connection->head_length;

	connection->head += head;
	connection->head_length -= head;
	connection->body += sent - head;
	connection->body_length -= sent - head;
}

/* Return: true if everything is sent; otherwise the connection is being written, or closed. */
static bool flush(struct httpd_connection *connection)
{
	ssize_t sent = send_rest(connection);

	if (sent < 0) {
		connection->state = HTTPD_CLOSED;
		return false;
	}
	if ((size_t)sent == connection->head_length + connection->body_length) {
		drop_output(connection);
		return true;
	}
	advance(connection, (size_t)sent);
	connection->state = HTTPD_WRITING;
	return false;
}

/* The head lies in the workspace, which the next connection will use. */
static void keep_head(struct httpd_connection *connection)
{
	if (!connection->head_length)
		return;
	connection->head_copy = malloc(connection->head_length);
	if (!connection->head_copy) {
		connection->state = HTTPD_CLOSED;
		return;
	}
	memcpy(connection->head_copy, connection->head, connection->head_length);
	connection->head = connection->head_copy;
}

static bool send_response(struct httpd_workspace *workspace, struct httpd_connection *connection)
{
	struct httpd_response *response = &workspace->response;

	connection->head = response->head;
	connection->head_length = response->head_length;
	connection->body = response->body;
	connection->body_length = response->body_length;
	connection->close = response->close;
	if (flush(connection))
		return true;
	if (connection->state == HTTPD_WRITING) {
		connection->deadline = workspace->now + WRITE_GRACE_MS +
				       (int64_t)(connection->body_length / SLOWEST_BYTES_PER_MS);
		keep_head(connection);
	}
	return false;
}

static size_t skip_body(struct httpd_connection *connection, size_t available)
{
	size_t n = connection->skip < available ? (size_t)connection->skip : available;

	connection->skip -= n;
	return n;
}

/* Answers what is complete in @buffer. Return: the bytes that are done with. */
static size_t serve(struct httpd_workspace *workspace, struct httpd_connection *connection,
		    const char *buffer, size_t length)
{
	struct httpd_request *request = &workspace->request;
	size_t used = 0;

	connection->close = false;
	while (used < length) {
		used += skip_body(connection, length - used);
		if (used == length || !httpd_request_parse(request, buffer + used, length - used))
			break;
		used += request->length;
		connection->skip = request->body_length;
		httpd_response_build(&workspace->response, request);
		if (!send_response(workspace, connection) || connection->close)
			break;
		connection->deadline = workspace->now + workspace->request_ms;
	}
	return used;
}

/* Keeps what is left of @buffer, the workspace's or the connection's own, until the rest comes. */
static void keep_input(struct httpd_connection *connection, const char *buffer, size_t length)
{
	if (!length) {
		drop_input(connection);
		return;
	}
	if (!connection->input)
		connection->input = malloc(HTTPD_HEAD_MAX);
	if (!connection->input) {
		connection->state = HTTPD_CLOSED;
		return;
	}
	memmove(connection->input, buffer, length);
	connection->input_length = length;
}

/*
 * @fresh: a request begins in this buffer, rather than going on. Only then does its time start: more
 * bytes, however many, do not prolong it.
 */
static void process(struct httpd_workspace *workspace, struct httpd_connection *connection,
		    const char *buffer, size_t length, bool fresh)
{
	size_t used = serve(workspace, connection, buffer, length);

	if (connection->state == HTTPD_READING && connection->close) {
		/* A client that sent nothing after its last request can be closed at once. */
		if (used == length && !connection->skip && !workspace->request.error)
			connection->state = HTTPD_CLOSED;
		else
			linger(workspace, connection);
		return;
	}
	if (connection->state == HTTPD_CLOSED)
		return;
	keep_input(connection, buffer + used, length - used);
	if (httpd_connection_idle(connection))
		become_idle(workspace, connection);
	else if (connection->state == HTTPD_READING && fresh)
		connection->deadline = workspace->now + workspace->request_ms;
}

static void read_request(struct httpd_workspace *workspace, struct httpd_connection *connection)
{
	char *buffer = connection->input ? connection->input : workspace->input;
	size_t length = connection->input_length;
	bool fresh = !length && !connection->skip;
	ssize_t got = recv(connection->fd, buffer + length, HTTPD_HEAD_MAX - length, MSG_DONTWAIT);

	if (got > 0)
		process(workspace, connection, buffer, length + (size_t)got, fresh);
	else if (got == 0 || !would_block())
		connection->state = HTTPD_CLOSED;
}

static void write_response(struct httpd_workspace *workspace, struct httpd_connection *connection)
{
	if (!flush(connection))
		return;
	if (connection->close) {
		linger(workspace, connection);
		return;
	}
	connection->state = HTTPD_READING;
	if (connection->input)
		process(workspace, connection, connection->input, connection->input_length, true);
	else if (connection->skip)
		connection->deadline = workspace->now + workspace->request_ms;
	else
		become_idle(workspace, connection);
}

/* One buffer a turn: whoever sends for ever meets the deadline. */
static void drain(struct httpd_workspace *workspace, struct httpd_connection *connection)
{
	ssize_t got =
		recv(connection->fd, workspace->input, sizeof(workspace->input), MSG_DONTWAIT);

	if (got == 0 || (got < 0 && !would_block()))
		connection->state = HTTPD_CLOSED;
}

void httpd_connection_run(struct httpd_workspace *workspace, struct httpd_connection *connection)
{
	if (connection->state == HTTPD_READING)
		read_request(workspace, connection);
	else if (connection->state == HTTPD_WRITING)
		write_response(workspace, connection);
	else if (connection->state == HTTPD_LINGERING)
		drain(workspace, connection);
}

void httpd_connection_expire(struct httpd_workspace *workspace, struct httpd_connection *connection)
{
	if (connection->state == HTTPD_READING && !httpd_connection_idle(connection)) {
		httpd_response_error(&workspace->response, 408);
		send_response(workspace, connection);
	}
	connection->state = HTTPD_CLOSED;
}
