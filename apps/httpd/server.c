/* SPDX-License-Identifier: BSD-3-Clause */
/* Accepts connections and runs those that have something to do. */
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "connection.h"
#include "listener.h"
#include "server.h"
#include "statistics.h"

enum {
	LISTENERS = 2,
	/* Taken from one listener before the connections get their turn. */
	ACCEPT_BURST = 64,
	/* How long to leave new clients in the backlog when there is no room for them. */
	PAUSE_MS = 100,
	/* Deadlines are looked at no more often than this. */
	SWEEP_MS = 500,
	/* A connection is not closed to make room before it had this long to send something. */
	EVICT_AFTER_MS = 1000,
};

struct httpd_server {
	struct httpd_workspace workspace;
	/* The listeners, then one for each connection; a listener's fd is -1 while it is paused. */
	struct pollfd *polls;
	int listeners[LISTENERS];
	unsigned int listener_count;
	/* connections[i] belongs to polls[listener_count + i]. */
	struct httpd_connection **connections;
	unsigned int count;
	unsigned int limit;
	/* Times in milliseconds; a pause of 0 means none. */
	int64_t paused_until;
	int64_t sweep_at;
	/* The second that the Date field shows. */
	int64_t date_second;
};

static int64_t milliseconds(clockid_t clock)
{
	struct timespec now = { 0, 0 };

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void update_time(struct httpd_server *server)
{
	int64_t now = milliseconds(CLOCK_MONOTONIC);

	server->workspace.now = now;
	if (now / 1000 == server->date_second)
		return;
	server->date_second = now / 1000;
	httpd_response_set_date((time_t)(milliseconds(CLOCK_REALTIME) / 1000));
}

static struct pollfd *poll_of(struct httpd_server *server, unsigned int index)
{
	return &server->polls[server->listener_count + index];
}

static void pause_listeners(struct httpd_server *server)
{
	for (unsigned int i = 0; i < server->listener_count; i++)
		server->polls[i].fd = -1;
	server->paused_until = server->workspace.now + PAUSE_MS;
}

static void resume_listeners(struct httpd_server *server)
{
	for (unsigned int i = 0; i < server->listener_count; i++)
		server->polls[i].fd = server->listeners[i];
	server->paused_until = 0;
}

/* The last one takes its place. */
static void remove_connection(struct httpd_server *server, unsigned int index)
{
	unsigned int last = --server->count;

	httpd_connection_destroy(server->connections[index]);
	httpd_statistics.connections = last;
	server->connections[index] = server->connections[last];
	*poll_of(server, index) = *poll_of(server, last);
}

/* Return: false if the connection is gone and another one has its place. */
static bool settle(struct httpd_server *server, unsigned int index)
{
	struct httpd_connection *connection = server->connections[index];

	if (connection->state == HTTPD_CLOSED) {
		remove_connection(server, index);
		return false;
	}
	poll_of(server, index)->events = connection->state == HTTPD_WRITING ? POLLOUT : POLLIN;
	if (connection->deadline < server->sweep_at)
		server->sweep_at = connection->deadline;
	return true;
}

/* Return: true if there is room for one more, for which the longest idle one may have to go. */
static bool make_room(struct httpd_server *server)
{
	int64_t oldest = server->workspace.now - EVICT_AFTER_MS;
	unsigned int found = server->count;

	for (unsigned int i = 0; i < server->count; i++) {
		struct httpd_connection *connection = server->connections[i];

		if (connection->idle_since <= oldest && httpd_connection_idle(connection)) {
			oldest = connection->idle_since;
			found = i;
		}
	}
	if (found == server->count)
		return false;
	remove_connection(server, found);
	return true;
}

static int add_connection(struct httpd_server *server, int fd)
{
	struct httpd_connection *connection;
	unsigned int index = server->count;
	int one = 1, error = httpd_connection_create(&server->workspace, fd, &connection);

	if (error) {
		close(fd);
		return error;
	}
	/* Answers to pipelined requests must not wait for each other's acknowledgement. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	server->connections[index] = connection;
	*poll_of(server, index) = (struct pollfd){ .fd = fd };
	server->count++;
	httpd_statistics.connections = server->count;
	httpd_statistics.accepted++;
	/* The request is often there already. */
	httpd_connection_run(&server->workspace, connection);
	settle(server, index);
	return 0;
}

/* Errors of the connection that was to be accepted, not of the listener. */
static bool is_transient(int error)
{
	return error == ECONNABORTED || error == EINTR || error == EPROTO;
}

/* Return: false if nothing more can be accepted now. */
static bool accept_one(struct httpd_server *server, int listener)
{
	int fd;

	if (server->count == server->limit && !make_room(server)) {
		pause_listeners(server);
		return false;
	}
	fd = accept(listener, NULL, NULL);
	if (fd >= 0 && !add_connection(server, fd))
		return true;
	if (fd < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return false;
	if (fd < 0 && is_transient(errno))
		return true;
	/* Out of descriptors or memory: trying again at once would only burn the processor. */
	make_room(server);
	pause_listeners(server);
	return false;
}

static void accept_some(struct httpd_server *server, int listener)
{
	for (int i = 0; i < ACCEPT_BURST; i++)
		if (!accept_one(server, listener))
			break;
}

static void sweep(struct httpd_server *server)
{
	int64_t now = server->workspace.now;
	unsigned int i = 0;

	server->sweep_at = INT64_MAX;
	while (i < server->count) {
		struct httpd_connection *connection = server->connections[i];

		if (connection->deadline <= now)
			httpd_connection_expire(&server->workspace, connection);
		if (settle(server, i))
			i++;
	}
	if (server->sweep_at < now + SWEEP_MS)
		server->sweep_at = now + SWEEP_MS;
}

/* Milliseconds until there is something to do without an event; -1 for never. */
static int poll_timeout(const struct httpd_server *server)
{
	int64_t wake = server->count ? server->sweep_at : INT64_MAX;

	if (server->paused_until && server->paused_until < wake)
		wake = server->paused_until;
	if (wake == INT64_MAX)
		return -1;
	wake -= server->workspace.now;
	if (wake < 0)
		return 0;
	return wake > INT_MAX ? INT_MAX : (int)wake;
}

/* Backwards: what takes the place of a removed connection has had its turn. */
static void run_connections(struct httpd_server *server, int ready)
{
	for (unsigned int i = server->count; i-- > 0 && ready > 0;) {
		if (!poll_of(server, i)->revents)
			continue;
		ready--;
		httpd_connection_run(&server->workspace, server->connections[i]);
		settle(server, i);
	}
}

static void turn(struct httpd_server *server, int ready)
{
	unsigned int waiting = 0;

	for (unsigned int i = 0; i < server->listener_count; i++)
		if (server->polls[i].fd >= 0 && server->polls[i].revents)
			waiting |= 1u << i;
	run_connections(server, ready);
	for (unsigned int i = 0; i < server->listener_count; i++)
		if ((waiting & (1u << i)) && !server->paused_until)
			accept_some(server, server->listeners[i]);
	if (server->count && server->sweep_at <= server->workspace.now)
		sweep(server);
	if (server->paused_until && server->paused_until <= server->workspace.now)
		resume_listeners(server);
}

/* poll() itself had no memory: close what can be closed and wait a little, without any. */
static void recover(struct httpd_server *server)
{
	update_time(server);
	make_room(server);
	sweep(server);
	poll(NULL, 0, PAUSE_MS);
}

int httpd_server_run(struct httpd_server *server)
{
	for (;;) {
		int ready = poll(server->polls, server->listener_count + server->count,
				 poll_timeout(server));

		if (ready >= 0) {
			update_time(server);
			turn(server, ready);
		} else if (errno == ENOMEM || errno == EAGAIN) {
			recover(server);
		} else if (errno != EINTR) {
			return -errno;
		}
	}
}

static int allocate(struct httpd_server **out, unsigned int connections)
{
	struct httpd_server *server = calloc(1, sizeof(*server));

	if (!server)
		return -ENOMEM;
	server->polls = calloc(LISTENERS + (size_t)connections, sizeof(*server->polls));
	server->connections = calloc(connections, sizeof(void *));
	if (!server->polls || !server->connections) {
		free(server->polls);
		free(server->connections);
		free(server);
		return -ENOMEM;
	}
	*out = server;
	return 0;
}

static void set_options(struct httpd_server *server, const struct httpd_options *options)
{
	server->limit = options->connections;
	server->workspace.request_ms = (int64_t)options->request_seconds * 1000;
	server->workspace.idle_ms = (int64_t)options->idle_seconds * 1000;
	server->sweep_at = INT64_MAX;
	server->date_second = -1;
}

static int listen_on_all(struct httpd_server *server, uint16_t port)
{
	static const int families[LISTENERS] = { AF_INET, AF_INET6 };
	int error = -EAFNOSUPPORT;

	for (unsigned int i = 0; i < LISTENERS; i++) {
		int fd = httpd_listen(families[i], port);

		if (fd == -EAFNOSUPPORT || fd == -EPROTONOSUPPORT || fd == -EADDRNOTAVAIL)
			continue;
		if (fd < 0) {
			error = fd;
			break;
		}
		server->listeners[server->listener_count] = fd;
		server->polls[server->listener_count++] =
			(struct pollfd){ .fd = fd, .events = POLLIN };
		error = 0;
	}
	if (error)
		printf("httpd: cannot listen on port %u: %s\n", port, strerror(-error));
	return error;
}

static void destroy(struct httpd_server *server)
{
	for (unsigned int i = 0; i < server->listener_count; i++)
		close(server->listeners[i]);
	free(server->polls);
	free(server->connections);
	free(server);
}

int httpd_server_create(const struct httpd_options *options, struct httpd_server **out)
{
	struct httpd_server *server;
	int error = allocate(&server, options->connections);

	if (error) {
		printf("httpd: no memory for %u connections\n", options->connections);
		return error;
	}
	set_options(server, options);
	error = listen_on_all(server, options->port);
	if (error) {
		destroy(server);
		return error;
	}
	update_time(server);
	*out = server;
	return 0;
}
