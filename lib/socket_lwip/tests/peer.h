/* SPDX-License-Identifier: BSD-3-Clause */
/* The other end of one TCP connection, and sockets that never sleep, for tests of the whole stack. */
#ifndef LWIP_TESTS_PEER_H
#define LWIP_TESTS_PEER_H

#include "harness.h"

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

struct peer {
	uint16_t from, to;
	uint32_t seq; /* of what the peer sends next */
	uint32_t ack; /* what it expects next */
	uint16_t window;

	/* What came in answer to the last peer_send(), or since. */
	uint8_t flags; /* of all segments */
	unsigned int segments;
	size_t received;
	char data[8192];
};

/* A segment with these flags and text or NULL; then everything that the stack has to say. */
void peer_send(struct peer *peer, uint8_t flags, const char *data);

/* What the stack has sent meanwhile. */
void peer_listen(struct peer *peer);

/* Connect to a port of the stack's; the last part of the handshake is the caller's choice. */
void peer_open(struct peer *peer, uint16_t from, uint16_t to);

/* The same for a SYN that the stack has sent; it asserts that there is one. */
void peer_take_syn(struct peer *peer);

/* Sockets of the stack that is under test. */
struct uk_socket *socket_make(int type);
struct uk_socket *socket_listen(uint16_t port, int backlog);
int socket_connect(struct uk_socket *socket, uint32_t address, uint16_t port);
struct uk_socket *socket_accept(struct uk_socket *listener);
ssize_t socket_receive(struct uk_socket *socket, char *data, size_t len, unsigned int flags);
ssize_t socket_send(struct uk_socket *socket, const char *data, size_t len);
int socket_error(struct uk_socket *socket);
void socket_close(struct uk_socket *socket);

#endif
