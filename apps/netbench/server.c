/* SPDX-License-Identifier: BSD-3-Clause */
/* Server: every service on IPv4 and IPv6, in one poll() loop. */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "netbench.h"
#include "report.h"
#include "stream.h"

enum {
	SERVICES = 4,
	FAMILIES = 2,
	LISTENERS = SERVICES * FAMILIES,
	STREAMS = CONFIG_APP_NETBENCH_CONNECTIONS,
	/* How long to leave new clients alone when there is no room for them. */
	PAUSE_US = 100000,
	IDLE_US = 60000000,
	DATAGRAM_BURST = 64,
	DATAGRAM_SIZE = 2048,
};

struct service {
	const char *name;
	int type;
	uint16_t port;
	enum netbench_kind kind;
};

static const struct service services[SERVICES] = {
	{ "sink", SOCK_STREAM, 0, NETBENCH_SINK },
	{ "source", SOCK_STREAM, 1, NETBENCH_SOURCE },
	{ "echo", SOCK_STREAM, 2, NETBENCH_ECHO },
	{ "udp", SOCK_DGRAM, 2, NETBENCH_ECHO },
};

struct listener {
	int fd;
	const struct service *service;
};

struct server {
	struct listener listeners[LISTENERS];
	unsigned int listener_count;
	struct netbench_stream streams[STREAMS];
	/* Of each stream: its service, and its number since the start. */
	const struct service *service_of[STREAMS];
	unsigned int number_of[STREAMS];
	unsigned int count;
	unsigned int accepted;
	/* Listeners first, then streams. */
	struct pollfd polls[LISTENERS + STREAMS];
	struct netbench_result total;
	/* Microseconds; 0 for never. */
	int64_t paused_until;
};

/* One at a time; too large for a guest's stack. */
static struct server netbench_server;

static void finish(struct server *server, unsigned int index)
{
	struct netbench_stream *stream = &server->streams[index];
	unsigned int last = server->count - 1;
	struct netbench_result result = {
		.mode = server->service_of[index]->name,
		.streams = server->number_of[index],
		.received = stream->received,
		.sent = stream->sent,
		.microseconds = stream->active - stream->started,
		.error = stream->error,
	};
	char line[256];

	netbench_stream_end(stream);
	netbench_report_stream(line, sizeof(line), &result);
	printf("%s\n", line);
	netbench_report_add(&server->total, &result);
	if (index != last) {
		server->streams[index] = server->streams[last];
		server->service_of[index] = server->service_of[last];
		server->number_of[index] = server->number_of[last];
	}
	server->count = last;
	if (!last) {
		netbench_report_total(line, sizeof(line), &server->total);
		printf("%s\n", line);
	}
	fflush(stdout);
}

static bool add(struct server *server, int fd, const struct service *service)
{
	unsigned int index = server->count;

	if (netbench_stream_init(&server->streams[index], fd, service->kind, 0)) {
		close(fd);
		return false;
	}
	netbench_no_delay(fd);
	server->service_of[index] = service;
	server->number_of[index] = ++server->accepted;
	server->count++;
	return true;
}

static void accept_all(struct server *server, const struct listener *listener)
{
	while (server->count < STREAMS) {
		int fd = accept(listener->fd, NULL, NULL);

		if (fd >= 0 && add(server, fd, listener->service))
			continue;
		if (fd < 0 && (errno == ECONNABORTED || errno == EINTR))
			continue;
		/* Out of descriptors or memory: trying again at once would only burn the processor. */
		if (fd >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK))
			server->paused_until = netbench_now() + PAUSE_US;
		return;
	}
}

/* What cannot be sent back now is lost, as datagrams may be. */
static void echo_datagrams(int fd)
{
	static char data[DATAGRAM_SIZE];
	struct sockaddr_in6 peer;

	for (int i = 0; i < DATAGRAM_BURST; i++) {
		socklen_t length = sizeof(peer);
		ssize_t got = recvfrom(fd, data, sizeof(data), MSG_DONTWAIT,
				       (struct sockaddr *)&peer, &length);

		if (got < 0)
			return;
		sendto(fd, data, (size_t)got, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&peer,
		       length);
	}
}

/* Return: how many entries of the poll set are filled. */
static unsigned int set_polls(struct server *server)
{
	bool full = server->count == STREAMS || server->paused_until;
	unsigned int n = 0;

	for (unsigned int i = 0; i < server->listener_count; i++) {
		const struct listener *listener = &server->listeners[i];
		bool rests = full && listener->service->type == SOCK_STREAM;

		server->polls[n++] = (struct pollfd){ rests ? -1 : listener->fd, POLLIN, 0 };
	}
	for (unsigned int i = 0; i < server->count; i++)
		server->polls[n++] =
			(struct pollfd){ server->streams[i].fd, server->streams[i].events, 0 };
	return n;
}

/* Backwards: the last stream takes the place of one that ends. */
static void run_streams(struct server *server)
{
	int64_t now = netbench_now();

	for (unsigned int i = server->count; i-- > 0;) {
		struct netbench_stream *stream = &server->streams[i];
		bool ended = false;

		if (server->polls[server->listener_count + i].revents)
			ended = netbench_stream_run(stream);
		if (!ended && now - stream->active > IDLE_US) {
			stream->error = ETIMEDOUT;
			ended = true;
		}
		if (ended)
			finish(server, i);
	}
}

static void run_listeners(struct server *server)
{
	for (unsigned int i = 0; i < server->listener_count; i++) {
		struct listener *listener = &server->listeners[i];

		if (!server->polls[i].revents)
			continue;
		if (listener->service->type == SOCK_STREAM)
			accept_all(server, listener);
		else
			echo_datagrams(listener->fd);
	}
}

static int timeout_of(const struct server *server)
{
	if (server->paused_until)
		return PAUSE_US / 1000;
	return server->count ? IDLE_US / 1000 : -1;
}

static int run(struct server *server)
{
	for (;;) {
		unsigned int n = set_polls(server);

		if (poll(server->polls, n, timeout_of(server)) < 0) {
			if (errno == EINTR)
				continue;
			printf("netbench: poll failed: %s\n", strerror(errno));
			return 1;
		}
		run_streams(server);
		run_listeners(server);
		if (server->paused_until && server->paused_until <= netbench_now())
			server->paused_until = 0;
	}
}

/* Return: 0, also for a family that is not there, or -errno. */
static int start_service(struct server *server, int family, const struct service *service,
			 uint16_t port)
{
	int fd = netbench_bind(family, service->type, port);

	if (fd == -EAFNOSUPPORT || fd == -EPROTONOSUPPORT || fd == -EADDRNOTAVAIL)
		return 0;
	if (fd < 0) {
		printf("netbench: cannot open %s port %u: %s\n", service->name, port,
		       strerror(-fd));
		return fd;
	}
	server->listeners[server->listener_count++] = (struct listener){ fd, service };
	return 0;
}

int netbench_serve(const struct netbench_options *options)
{
	static const int families[FAMILIES] = { AF_INET, AF_INET6 };
	struct server *server = &netbench_server;

	server->total.mode = "all";
	for (int i = 0; i < LISTENERS; i++) {
		const struct service *service = &services[i % SERVICES];
		uint16_t port = (uint16_t)(options->port + service->port);

		if (start_service(server, families[i / SERVICES], service, port))
			return 1;
	}
	if (!server->listener_count) {
		printf("netbench: no network\n");
		return 1;
	}
	printf("netbench: sink on port %d, source on %d, echo on %d (TCP and UDP)\n", options->port,
	       options->port + 1, options->port + 2);
	fflush(stdout);
	return run(server);
}
