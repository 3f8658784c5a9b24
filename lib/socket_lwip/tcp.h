/* SPDX-License-Identifier: BSD-3-Clause */
/* A TCP socket: what the calls (tcp.c) and lwIP's callbacks (tcp_events.c) share. */
#ifndef LWIP_TCP_SOCKET_H
#define LWIP_TCP_SOCKET_H

#include <lwip/tcp.h>

#include "stack.h"

enum tcp_socket_state {
	TCP_SOCKET_NEW,
	TCP_SOCKET_LISTENING,
	TCP_SOCKET_CONNECTING,
	TCP_SOCKET_CONNECTED,
	TCP_SOCKET_CLOSED, /* reset, refused, timed out: pcb is gone */
};

struct tcp_socket {
	struct uk_socket socket;

	/* enum uk_ready: written under the stack's lock, read by poll without it. */
	_Atomic unsigned int ready;

	/* Under the stack's lock, all of it. */
	enum tcp_socket_state state;
	struct tcp_pcb *pcb; /* NULL when lwIP has freed it */
	int error;	     /* -errno for the next call, as SO_ERROR has it */

	/* Received and unread: parts linked by next; tot_len means nothing here. */
	struct pbuf *received;
	struct pbuf *received_last;
	size_t received_offset; /* bytes of the first part that have been read */
	bool peer_closed;
	bool read_shut;
	bool write_shut;
	bool write_blocked; /* lwIP refused data; sent() or poll() clears it */
	bool v6_only;

	/* A listening socket's finished connections, and the link of one of them. */
	struct uk_list accepted;
	unsigned int accepted_count;
	struct uk_list accepted_link;
};

extern const struct uk_socket_ops uk_lwip_tcp_ops;

static inline struct tcp_socket *tcp_socket_of(struct uk_socket *socket)
{
	return uk_container_of(socket, struct tcp_socket, socket);
}

/* A socket without a control block, or NULL. Context: thread. */
struct tcp_socket *uk_lwip_tcp_socket_create(int family);

/* Have lwIP call back for @pcb, which is @tcp's from now on. */
void uk_lwip_tcp_attach(struct tcp_socket *tcp, struct tcp_pcb *pcb);
void uk_lwip_tcp_attach_listener(struct tcp_socket *tcp, struct tcp_pcb *pcb);

/* lwIP calls back no more, so that the pcb may outlive the socket. */
void uk_lwip_tcp_detach(struct tcp_socket *tcp);

err_t uk_lwip_tcp_connected(void *arg, struct tcp_pcb *pcb, err_t error);

/* Work out what is ready, and wake whoever waits for what has become so. */
void uk_lwip_tcp_refresh(struct tcp_socket *tcp);

/* Let the window grow by @bytes that have been read or dropped. */
void uk_lwip_tcp_consumed(struct tcp_socket *tcp, size_t bytes);

/* Operations on the stream, see struct uk_socket_ops. */
ssize_t uk_lwip_tcp_send(struct uk_socket *socket, const struct uk_message *message,
			 uint64_t deadline);
ssize_t uk_lwip_tcp_receive(struct uk_socket *socket, struct uk_message *message,
			    uint64_t deadline);

/* Free the first @bytes that are unread, or all of them when there are fewer. Stack lock held. */
void uk_lwip_tcp_drop_received(struct tcp_socket *tcp, size_t bytes);

int uk_lwip_tcp_set_option(struct uk_socket *socket, int level, int name, const void *value,
			   uint32_t len);
int uk_lwip_tcp_get_option(struct uk_socket *socket, int level, int name, void *value,
			   uint32_t *len);

#endif
