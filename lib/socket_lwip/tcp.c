/* SPDX-License-Identifier: BSD-3-Clause */
/* TCP sockets on lwIP's callback interface. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/time.h>

#include "tcp.h"

/* How long connect() waits for DHCP before it gives up. */
#define CONFIGURE_TIMEOUT (10 * UK_NSEC_PER_SEC)

struct tcp_socket *uk_lwip_tcp_socket_create(int family)
{
	struct tcp_socket *tcp = uk_zalloc(sizeof(*tcp));

	if (!tcp)
		return NULL;
	uk_socket_init(&tcp->socket, &uk_lwip_tcp_ops, family, UK_SOCK_STREAM, IP_PROTO_TCP);
	uk_list_init(&tcp->accepted);
	uk_list_init(&tcp->accepted_link);
	return tcp;
}

static int create(int family, int type, int protocol, struct uk_socket **out)
{
	u8_t ip_type = family == UK_AF_INET6 ? IPADDR_TYPE_ANY : IPADDR_TYPE_V4;
	struct tcp_socket *tcp = uk_lwip_tcp_socket_create(family);
	struct tcp_pcb *pcb;

	(void)type;
	(void)protocol;
	if (!tcp)
		return -ENOMEM;
	uk_lwip_lock();
	pcb = tcp_new_ip_type(ip_type);
	if (pcb)
		uk_lwip_tcp_attach(tcp, pcb);
	uk_lwip_tcp_refresh(tcp);
	uk_lwip_unlock();
	if (!pcb) {
		uk_free(tcp);
		return -ENOBUFS;
	}
	*out = &tcp->socket;
	return 0;
}

static bool supports(int family, int type, int protocol)
{
	return type == UK_SOCK_STREAM && (protocol == 0 || protocol == IP_PROTO_TCP) &&
	       (family == UK_AF_INET || LWIP_IPV6);
}

static const struct uk_socket_provider lwip_tcp = { .name = "lwip",
						    .supports = supports,
						    .create = create };
UK_SOCKET_PROVIDER(lwip_tcp);

static int bind(struct uk_socket *socket, const union uk_sockaddr *address)
{
	struct tcp_socket *tcp = tcp_socket_of(socket);
	ip_addr_t local;
	u16_t port;
	int error = -EINVAL;

	uk_lwip_address_in(address, &local, &port);
	uk_lwip_lock();
	if (tcp->v6_only && IP_IS_ANY_TYPE_VAL(local))
		IP_SET_TYPE(&local, IPADDR_TYPE_V6);
	if (tcp->state == TCP_SOCKET_NEW && tcp->pcb->local_port == 0)
		error = uk_lwip_errno(tcp_bind(tcp->pcb, &local, port));
	uk_lwip_unlock();
	return error;
}

/* Binds to a port of lwIP's choice if nobody has. */
static int start_listening(struct tcp_socket *tcp, u8_t backlog)
{
	struct tcp_pcb *pcb;
	err_t error = ERR_OK;

	if (tcp->pcb->local_port == 0)
		error = tcp_bind(tcp->pcb, IP_ANY_TYPE, 0);
	if (error != ERR_OK)
		return uk_lwip_errno(error);
	pcb = tcp_listen_with_backlog_and_err(tcp->pcb, backlog, &error);
	if (!pcb)
		return error == ERR_USE ? -EADDRINUSE : -ENOBUFS;
	tcp->state = TCP_SOCKET_LISTENING;
	uk_lwip_tcp_attach_listener(tcp, pcb);
	return 0;
}

static int listen(struct uk_socket *socket, int backlog)
{
	struct tcp_socket *tcp = tcp_socket_of(socket);
	u8_t limit = (u8_t)(backlog < 1 ? 1 : uk_min(backlog, (int)UINT8_MAX));
	int error = 0;

	uk_lwip_lock();
	if (tcp->state == TCP_SOCKET_LISTENING)
		tcp_backlog_set(tcp->pcb, limit);
	else if (tcp->state == TCP_SOCKET_NEW)
		error = start_listening(tcp, limit);
	else
		error = -EINVAL;
	uk_lwip_tcp_refresh(tcp);
	uk_lwip_unlock();
	return error;
}

static int take_accepted(struct tcp_socket *listener, struct tcp_socket **out)
{
	struct tcp_socket *tcp;

	if (listener->state != TCP_SOCKET_LISTENING)
		return -EINVAL;
	tcp = uk_list_first_entry(&listener->accepted, struct tcp_socket, accepted_link);
	if (!tcp)
		return -EAGAIN;
	uk_list_remove(&tcp->accepted_link);
	listener->accepted_count--;
	if (tcp->pcb)
		tcp_backlog_accepted(tcp->pcb);
	uk_lwip_tcp_refresh(listener);
	*out = tcp;
	return 0;
}

static void peer_address(const struct tcp_socket *tcp, union uk_sockaddr *address)
{
	static const ip_addr_t nobody;

	if (tcp->pcb)
		uk_lwip_address_out(tcp->socket.family, &tcp->pcb->remote_ip, tcp->pcb->remote_port,
				    address);
	else
		uk_lwip_address_out(tcp->socket.family, &nobody, 0, address);
}

static int accept(struct uk_socket *socket, struct uk_socket **out, union uk_sockaddr *peer,
		  uint64_t deadline)
{
	struct tcp_socket *listener = tcp_socket_of(socket), *tcp;
	int error;

	for (;;) {
		uk_lwip_lock();
		error = take_accepted(listener, &tcp);
		if (!error)
			peer_address(tcp, peer);
		uk_lwip_unlock();
		if (error != -EAGAIN || !uk_lwip_may_sleep(socket, 0))
			break;
		error = uk_file_wait(&socket->file, UK_READY_IN, deadline);
		if (error)
			return error == -ETIMEDOUT ? -EAGAIN : error;
	}
	if (!error)
		*out = &tcp->socket;
	return error;
}

static int start_connecting(struct tcp_socket *tcp, const union uk_sockaddr *address)
{
	ip_addr_t peer;
	u16_t port;
	err_t error;

	if (tcp->state == TCP_SOCKET_CONNECTING)
		return -EALREADY;
	if (tcp->state == TCP_SOCKET_CONNECTED)
		return -EISCONN;
	if (tcp->state != TCP_SOCKET_NEW)
		return tcp->state == TCP_SOCKET_CLOSED && tcp->error ? tcp->error : -EINVAL;
	uk_lwip_address_in(address, &peer, &port);
	if (IP_IS_ANY_TYPE_VAL(peer))
		IP_SET_TYPE(&peer, IPADDR_TYPE_V6);
	error = tcp_connect(tcp->pcb, &peer, port, uk_lwip_tcp_connected);
	if (error == ERR_VAL)
		return -EADDRNOTAVAIL;
	if (error != ERR_OK)
		return uk_lwip_errno(error);
	tcp->state = TCP_SOCKET_CONNECTING;
	uk_lwip_tcp_refresh(tcp);
	return -EINPROGRESS;
}

/* The error of a finished attempt, handed out once. */
static int take_error(struct tcp_socket *tcp)
{
	int error;

	uk_lwip_lock();
	error = tcp->error;
	tcp->error = 0;
	uk_lwip_tcp_refresh(tcp);
	uk_lwip_unlock();
	return error;
}

static int connect(struct uk_socket *socket, const union uk_sockaddr *address, uint64_t deadline)
{
	struct tcp_socket *tcp = tcp_socket_of(socket);
	int error;

	if (address->family == UK_AF_UNSPEC)
		return -EOPNOTSUPP;
	if (uk_lwip_may_sleep(socket, 0))
		uk_lwip_wait_configured(uk_min(deadline, uk_time_after(CONFIGURE_TIMEOUT)));
	uk_lwip_lock();
	error = start_connecting(tcp, address);
	uk_lwip_unlock();
	uk_lwip_wake();
	if (error != -EINPROGRESS || !uk_lwip_may_sleep(socket, 0))
		return error;
	error = uk_file_wait(&socket->file, UK_READY_OUT, deadline);
	if (error)
		return error == -ETIMEDOUT ? -EINPROGRESS : error;
	return take_error(tcp);
}

static void free_received(struct tcp_socket *tcp)
{
	uk_lwip_tcp_drop_received(tcp, SIZE_MAX / 2);
}

/* Unread data means that the peer has to know it was lost: reset, as RFC 2525, 2.17 asks. */
static void close_pcb(struct tcp_socket *tcp)
{
	struct tcp_pcb *pcb = tcp->pcb;
	bool unread = tcp->received != NULL;

	if (!pcb)
		return;
	uk_lwip_tcp_detach(tcp);
	if (unread || tcp_close(pcb) != ERR_OK)
		tcp_abort(pcb);
}

static void close_accepted(struct tcp_socket *listener)
{
	struct tcp_socket *tcp, *following;

	uk_list_for_each_entry_safe (tcp, following, &listener->accepted, accepted_link) {
		uk_list_remove(&tcp->accepted_link);
		if (tcp->pcb) {
			struct tcp_pcb *pcb = tcp->pcb;

			tcp_backlog_accepted(pcb);
			uk_lwip_tcp_detach(tcp);
			tcp_abort(pcb);
		}
		free_received(tcp);
		uk_free(tcp);
	}
}

static int shutdown_stream(struct tcp_socket *tcp, int how)
{
	int error = 0;

	if (how != UK_SHUT_READ && !tcp->write_shut) {
		error = uk_lwip_errno(tcp_shutdown(tcp->pcb, 0, 1));
		tcp->write_shut = error == 0;
	}
	if (how != UK_SHUT_WRITE)
		tcp->read_shut = true;
	return error;
}

/* As on Linux: reading ends what comes in, so accept() fails from now on; writing never was. */
static void shutdown_listener(struct tcp_socket *tcp, int how)
{
	if (how == UK_SHUT_WRITE)
		return;
	close_accepted(tcp);
	close_pcb(tcp);
	tcp->state = TCP_SOCKET_CLOSED;
}

static int shutdown(struct uk_socket *socket, int how)
{
	struct tcp_socket *tcp = tcp_socket_of(socket);
	int error = 0;

	uk_lwip_lock();
	if (tcp->state == TCP_SOCKET_CONNECTED)
		error = shutdown_stream(tcp, how);
	else if (tcp->state == TCP_SOCKET_LISTENING)
		shutdown_listener(tcp, how);
	else
		error = -ENOTCONN;
	uk_lwip_tcp_refresh(tcp);
	uk_lwip_unlock();
	return error;
}

static int local_name(struct uk_socket *socket, union uk_sockaddr *address)
{
	struct tcp_socket *tcp = tcp_socket_of(socket);
	int error = 0;

	uk_lwip_lock();
	if (tcp->pcb)
		uk_lwip_address_out(socket->family, &tcp->pcb->local_ip, tcp->pcb->local_port,
				    address);
	else
		error = -EINVAL;
	uk_lwip_unlock();
	return error;
}

static int peer_name(struct uk_socket *socket, union uk_sockaddr *address)
{
	struct tcp_socket *tcp = tcp_socket_of(socket);
	int error = -ENOTCONN;

	uk_lwip_lock();
	if (tcp->state == TCP_SOCKET_CONNECTED) {
		peer_address(tcp, address);
		error = 0;
	}
	uk_lwip_unlock();
	return error;
}

static unsigned int ready(struct uk_socket *socket)
{
	return atomic_load(&tcp_socket_of(socket)->ready);
}

static void release(struct uk_socket *socket)
{
	struct tcp_socket *tcp = tcp_socket_of(socket);

	uk_lwip_lock();
	close_accepted(tcp);
	close_pcb(tcp);
	free_received(tcp);
	uk_lwip_unlock();
	uk_free(tcp);
}

const struct uk_socket_ops uk_lwip_tcp_ops = {
	.bind = bind,
	.listen = listen,
	.accept = accept,
	.connect = connect,
	.send = uk_lwip_tcp_send,
	.receive = uk_lwip_tcp_receive,
	.shutdown = shutdown,
	.local_name = local_name,
	.peer_name = peer_name,
	.set_option = uk_lwip_tcp_set_option,
	.get_option = uk_lwip_tcp_get_option,
	.ready = ready,
	.release = release,
};
