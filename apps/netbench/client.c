/* SPDX-License-Identifier: BSD-3-Clause */
/* Client: some streams to one service for some seconds. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "address.h"
#include "netbench.h"
#include "report.h"
#include "stream.h"

enum {
	/* A datagram that takes longer is lost. */
	LOST_US = 200000,
	/* For the sink to take what was sent before the end. */
	DRAIN_US = 10000000,
};

struct client {
	struct netbench_stream streams[CONFIG_APP_NETBENCH_CONNECTIONS];
	struct pollfd polls[CONFIG_APP_NETBENCH_CONNECTIONS];
	struct netbench_result total;
	unsigned int count;
	unsigned int open;
	int64_t deadline;
	bool draining;
};

/* One at a time; too large for a guest's stack. */
static struct client netbench_client;

static int connect_stream(struct client *client, const struct netbench_options *options)
{
	static const enum netbench_kind kinds[] = {
		[NETBENCH_SEND] = NETBENCH_SOURCE,
		[NETBENCH_RECEIVE] = NETBENCH_SINK,
		[NETBENCH_ECHO_TCP] = NETBENCH_PING,
		[NETBENCH_ECHO_UDP] = NETBENCH_PING,
	};
	static const uint16_t ports[] = { 0, 1, 2, 2 };
	bool datagram = options->mode == NETBENCH_ECHO_UDP;
	uint16_t port = (uint16_t)(options->port + ports[options->mode]);
	struct netbench_stream *stream = &client->streams[client->count];
	int fd = netbench_connect(options->host, datagram ? SOCK_DGRAM : SOCK_STREAM, port);

	if (fd < 0 || netbench_stream_init(stream, fd, kinds[options->mode], options->size)) {
		printf("netbench: cannot connect to %s port %u: %s\n", options->host, port,
		       strerror(fd < 0 ? -fd : ENOMEM));
		return -1;
	}
	if (!datagram)
		netbench_no_delay(fd);
	stream->datagram = datagram;
	client->polls[client->count++].fd = fd;
	client->open++;
	return 0;
}

static void finish(struct client *client, unsigned int index)
{
	struct netbench_stream *stream = &client->streams[index];
	struct netbench_result result = {
		.mode = client->total.mode,
		.streams = index + 1,
		.received = stream->received,
		.sent = stream->sent,
		.trips = stream->trips,
		.lost = stream->lost,
		.microseconds = netbench_now() - stream->started,
		.error = stream->error,
	};
	char line[256];

	/* A service that closes before we do is gone. */
	if (!result.error && !client->draining)
		result.error = ECONNRESET;
	if (!result.error && stream->kind == NETBENCH_PING && !stream->trips)
		result.error = ETIMEDOUT;
	netbench_stream_end(stream);
	client->polls[index].fd = -1;
	client->open--;
	netbench_report_stream(line, sizeof(line), &result);
	printf("%s\n", line);
	netbench_report_add(&client->total, &result);
}

/* Time is up: what was sent must arrive before it counts, so wait for the sink to close. */
static void drain(struct client *client)
{
	client->draining = true;
	client->deadline = netbench_now() + DRAIN_US;
	for (unsigned int i = 0; i < client->count; i++) {
		struct netbench_stream *stream = &client->streams[i];

		if (client->polls[i].fd < 0)
			continue;
		if (stream->kind != NETBENCH_SOURCE || shutdown(stream->fd, SHUT_WR)) {
			finish(client, i);
			continue;
		}
		stream->kind = NETBENCH_SINK;
		stream->events = POLLIN;
	}
}

static void give_up(struct client *client)
{
	for (unsigned int i = 0; i < client->count; i++) {
		if (client->polls[i].fd < 0)
			continue;
		client->streams[i].error = ETIMEDOUT;
		finish(client, i);
	}
}

static void turn(struct client *client, int64_t now)
{
	for (unsigned int i = 0; i < client->count; i++) {
		struct netbench_stream *stream = &client->streams[i];

		if (client->polls[i].fd < 0)
			continue;
		if (client->polls[i].revents && netbench_stream_run(stream))
			finish(client, i);
		else if (stream->datagram && stream->awaiting && now - stream->active > LOST_US)
			netbench_stream_retry(stream);
	}
}

static void set_polls(struct client *client)
{
	for (unsigned int i = 0; i < client->count; i++) {
		client->polls[i].events = client->streams[i].events;
		client->polls[i].revents = 0;
	}
}

static void run(struct client *client)
{
	while (client->open) {
		int64_t now = netbench_now(), left = client->deadline - now;

		if (left <= 0 && client->draining) {
			give_up(client);
			break;
		}
		if (left <= 0) {
			drain(client);
			continue;
		}
		set_polls(client);
		if (poll(client->polls, client->count,
			 (int)((left < LOST_US ? left : LOST_US) / 1000) + 1) < 0 &&
		    errno != EINTR) {
			printf("netbench: poll failed: %s\n", strerror(errno));
			give_up(client);
			break;
		}
		turn(client, now);
	}
}

int netbench_measure(const struct netbench_options *options)
{
	struct client *client = &netbench_client;
	char line[256];
	int error = 0;

	client->total.mode = netbench_mode_name(options->mode);
	for (unsigned int i = 0; i < options->streams && !error; i++)
		error = connect_stream(client, options);
	client->deadline =
		error ? netbench_now() : netbench_now() + (int64_t)options->seconds * 1000000;
	run(client);
	netbench_report_total(line, sizeof(line), &client->total);
	printf("%s\n", line);
	return error || client->total.error ? 1 : 0;
}
