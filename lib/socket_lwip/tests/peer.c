/* SPDX-License-Identifier: BSD-3-Clause */
/* The other end of one TCP connection, and sockets that never sleep, for tests of the whole stack. */
#include <stdlib.h>
#include <string.h>

#include <uk/bits.h>
#include <uk/errno.h>
#include <uk/netbuf.h>

#include "peer.h"

enum { WHOLE = 65536, SO_ERROR_NUMBER = 4, SOL_SOCKET_NUMBER = 1 };

UK_TABLE_DECLARE(socket_provider);

static uint16_t get16(const uint8_t *from)
{
	return (uint16_t)(from[0] << 8 | from[1]);
}

static uint32_t get32(const uint8_t *from)
{
	return (uint32_t)get16(from) << 16 | get16(from + 2);
}

/* In order or overlapping what is there already, as a retransmission after a probe does. */
static void take_segment(struct peer *peer, const uint8_t *tcp, size_t len)
{
	size_t header = (tcp[12] >> 4) * 4U, payload = len - header;
	size_t known = peer->ack - get32(tcp + 4);

	peer->flags |= tcp[13];
	peer->segments++;
	if (tcp[13] & SYN) {
		peer->ack = get32(tcp + 4) + 1;
	} else if (known <= payload && peer->received + payload - known <= sizeof(peer->data)) {
		memcpy(peer->data + peer->received, tcp + header + known, payload - known);
		peer->received += payload - known;
		peer->ack += (uint32_t)(payload - known) + (tcp[13] & FIN ? 1 : 0);
	}
}

static bool is_for(const struct peer *peer, const uint8_t *frame, size_t len)
{
	return len >= 54 && get16(frame + 12) == 0x0800 && frame[23] == 6 &&
	       get16(frame + 34) == peer->to && get16(frame + 36) == peer->from;
}

void peer_listen(struct peer *peer)
{
	uint8_t frame[HARNESS_FRAME_MAX];
	size_t len;

	while ((len = harness_sent(frame)) > 0)
		if (is_for(peer, frame, len))
			take_segment(peer, frame + 34, get16(frame + 16) - 20U);
}

void peer_send(struct peer *peer, uint8_t flags, const char *data)
{
	struct harness_tcp segment = { .from = peer->from,
				       .to = peer->to,
				       .seq = peer->seq,
				       .ack = flags & ACK ? peer->ack : 0,
				       .flags = flags,
				       .window = peer->window,
				       .data = data };
	uint8_t frame[HARNESS_FRAME_MAX];

	peer->flags = 0;
	peer->segments = 0;
	peer->received = 0;
	harness_inject(frame, harness_tcp(frame, &segment), WHOLE, 0);
	peer->seq += (data ? (uint32_t)strlen(data) : 0) + (flags & (SYN | FIN) ? 1 : 0);
	peer_listen(peer);
}

void peer_open(struct peer *peer, uint16_t from, uint16_t to)
{
	*peer = (struct peer){ .from = from, .to = to, .seq = from * 1000U, .window = 65000 };
	peer_send(peer, SYN, NULL);
}

void peer_take_syn(struct peer *peer)
{
	uint8_t frame[HARNESS_FRAME_MAX];
	size_t len;

	*peer = (struct peer){ .seq = 5000, .window = 65000 };
	while ((len = harness_sent(frame)) > 0) {
		if (len < 54 || frame[23] != 6 || frame[47] != SYN)
			continue;
		peer->to = get16(frame + 34);
		peer->from = get16(frame + 36);
		peer->ack = get32(frame + 38) + 1;
	}
	if (!peer->to)
		abort();
}

struct uk_socket *socket_make(int type)
{
	struct uk_socket *socket = NULL;

	uk_table_for_each (slot, socket_provider) {
		const struct uk_socket_provider *provider = *slot;

		if (!socket && provider->supports(UK_AF_INET, type, 0))
			provider->create(UK_AF_INET, type, 0, &socket);
	}
	return socket;
}

struct uk_socket *socket_listen(uint16_t port, int backlog)
{
	union uk_sockaddr address = { .in = { .family = UK_AF_INET, .port = uk_be16(port) } };
	struct uk_socket *socket = socket_make(UK_SOCK_STREAM);

	if (socket->ops->bind(socket, &address) || socket->ops->listen(socket, backlog))
		abort();
	return socket;
}

int socket_connect(struct uk_socket *socket, uint32_t address, uint16_t port)
{
	union uk_sockaddr peer = {
		.in = { .family = UK_AF_INET, .port = uk_be16(port), .address = uk_be32(address) }
	};

	return socket->ops->connect(socket, &peer, 0);
}

struct uk_socket *socket_accept(struct uk_socket *listener)
{
	struct uk_socket *socket;
	union uk_sockaddr peer;

	return listener->ops->accept(listener, &socket, &peer, 0) ? NULL : socket;
}

ssize_t socket_receive(struct uk_socket *socket, char *data, size_t len, unsigned int flags)
{
	struct uk_iovec part = { data, len };
	struct uk_message message = { .parts = &part, .part_count = 1, .flags = flags };

	return socket->ops->receive(socket, &message, 0);
}

ssize_t socket_send(struct uk_socket *socket, const char *data, size_t len)
{
	struct uk_iovec part = { (void *)data, len };
	struct uk_message message = { .parts = &part, .part_count = 1 };

	return socket->ops->send(socket, &message, 0);
}

int socket_error(struct uk_socket *socket)
{
	uint32_t len = sizeof(int);
	int error = 0;

	if (socket->ops->get_option(socket, SOL_SOCKET_NUMBER, SO_ERROR_NUMBER, &error, &len))
		abort();
	return error;
}

void socket_close(struct uk_socket *socket)
{
	socket->ops->release(socket);
}
