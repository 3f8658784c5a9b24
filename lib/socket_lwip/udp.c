/* SPDX-License-Identifier: BSD-3-Clause */
/* UDP sockets on lwIP's callback interface. */
#include <lwip/udp.h>

#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/time.h>

#include "options.h"
#include "stack.h"

enum {
	/* Unread bytes that a socket may hold; what comes then is dropped, as UDP may. */
	RECEIVE_LIMIT = 128 * 1024,
	/* What a datagram costs beyond its payload. */
	DATAGRAM_OVERHEAD = 256,
	PAYLOAD_MAX = 65507,
};

struct datagram {
	struct uk_list link;
	struct pbuf *data;
	ip_addr_t peer;
	u16_t port;
};

struct udp_socket {
	struct uk_socket socket;

	/* enum uk_ready: written under the stack's lock, read by poll without it. */
	_Atomic unsigned int ready;

	/* Under the stack's lock. */
	struct udp_pcb *pcb;
	struct uk_list datagrams;
	size_t held; /* bytes of datagrams, overhead included */
	bool connected;
	bool v6_only;
	bool read_shut;
};

static struct udp_socket *udp_socket_of(struct uk_socket *socket)
{
	return uk_container_of(socket, struct udp_socket, socket);
}

static void refresh(struct udp_socket *udp)
{
	unsigned int now = UK_READY_OUT, before;

	if (!uk_list_empty(&udp->datagrams) || udp->read_shut)
		now |= UK_READY_IN;
	before = atomic_exchange(&udp->ready, now);
	if (now & ~before)
		uk_file_notify(&udp->socket.file);
}

static struct datagram *make_datagram(struct udp_socket *udp, struct pbuf *data)
{
	size_t size = data->tot_len + (size_t)DATAGRAM_OVERHEAD;
	struct datagram *datagram;

	if (udp->held + size > RECEIVE_LIMIT || udp->read_shut)
		return NULL;
	datagram = uk_lwip_malloc(sizeof(*datagram));
	if (datagram)
		udp->held += size;
	return datagram;
}

static void received(void *arg, struct udp_pcb *pcb, struct pbuf *data, const ip_addr_t *peer,
		     u16_t port)
{
	struct udp_socket *udp = arg;
	struct datagram *datagram = make_datagram(udp, data);

	(void)pcb;
	if (!datagram) {
		pbuf_free(data);
		return;
	}
	datagram->data = data;
	datagram->peer = *peer;
	datagram->port = port;
	uk_list_add_tail(&udp->datagrams, &datagram->link);
	refresh(udp);
}

static const struct uk_socket_ops udp_ops;

static struct udp_pcb *create_pcb(struct udp_socket *udp)
{
	u8_t type = udp->socket.family == UK_AF_INET6 ? IPADDR_TYPE_ANY : IPADDR_TYPE_V4;
	struct udp_pcb *pcb;

	uk_lwip_lock();
	pcb = udp_new_ip_type(type);
	if (pcb)
		udp_recv(pcb, received, udp);
	uk_lwip_unlock();
	return pcb;
}

static int create(int family, int type, int protocol, struct uk_socket **out)
{
	struct udp_socket *udp = uk_zalloc(sizeof(*udp));

	(void)protocol;
	if (!udp)
		return -ENOMEM;
	uk_socket_init(&udp->socket, &udp_ops, family, type, IP_PROTO_UDP);
	uk_list_init(&udp->datagrams);
	atomic_init(&udp->ready, UK_READY_OUT);
	udp->pcb = create_pcb(udp);
	if (!udp->pcb) {
		uk_free(udp);
		return -ENOBUFS;
	}
	*out = &udp->socket;
	return 0;
}

static bool supports(int family, int type, int protocol)
{
	return type == UK_SOCK_DGRAM && (protocol == 0 || protocol == IP_PROTO_UDP) &&
	       (family == UK_AF_INET || LWIP_IPV6);
}

static const struct uk_socket_provider lwip_udp = { .name = "lwip",
						    .supports = supports,
						    .create = create };
UK_SOCKET_PROVIDER(lwip_udp);

static int bind(struct uk_socket *socket, const union uk_sockaddr *address)
{
	struct udp_socket *udp = udp_socket_of(socket);
	ip_addr_t local;
	u16_t port;
	int error = -EINVAL;

	uk_lwip_address_in(address, &local, &port);
	uk_lwip_lock();
	if (udp->v6_only && IP_IS_ANY_TYPE_VAL(local))
		IP_SET_TYPE(&local, IPADDR_TYPE_V6);
	if (udp->pcb->local_port == 0)
		error = uk_lwip_errno(udp_bind(udp->pcb, &local, port));
	uk_lwip_unlock();
	return error;
}

static int connect(struct uk_socket *socket, const union uk_sockaddr *address, uint64_t deadline)
{
	struct udp_socket *udp = udp_socket_of(socket);
	ip_addr_t peer;
	u16_t port;
	int error = 0;

	(void)deadline;
	uk_lwip_lock();
	if (address->family == UK_AF_UNSPEC) {
		udp_disconnect(udp->pcb);
		udp->connected = false;
	} else {
		uk_lwip_address_in(address, &peer, &port);
		error = uk_lwip_errno(udp_connect(udp->pcb, &peer, port));
		udp->connected = error == 0;
	}
	uk_lwip_unlock();
	return error;
}

static size_t length_of(const struct uk_message *message)
{
	size_t total = 0;

	for (int i = 0; i < message->part_count; i++) {
		if (message->parts[i].len > PAYLOAD_MAX)
			return SIZE_MAX;
		total += message->parts[i].len;
	}
	return total;
}

static struct pbuf *gather(const struct uk_message *message, size_t len)
{
	struct pbuf *pbuf = pbuf_alloc(PBUF_TRANSPORT, (u16_t)len, PBUF_RAM);
	size_t offset = 0;

	for (int i = 0; pbuf && i < message->part_count; i++) {
		memcpy((uint8_t *)pbuf->payload + offset, message->parts[i].base,
		       message->parts[i].len);
		offset += message->parts[i].len;
	}
	return pbuf;
}

static int send_pbuf(struct udp_socket *udp, struct pbuf *data, const union uk_sockaddr *address)
{
	ip_addr_t peer;
	u16_t port;

	if (!address)
		return udp->connected ? uk_lwip_errno(udp_send(udp->pcb, data)) : -EDESTADDRREQ;
	uk_lwip_address_in(address, &peer, &port);
	if (port == 0)
		return -EINVAL;
	return uk_lwip_errno(udp_sendto(udp->pcb, data, &peer, port));
}

static ssize_t send(struct uk_socket *socket, const struct uk_message *message, uint64_t deadline)
{
	struct udp_socket *udp = udp_socket_of(socket);
	size_t len = length_of(message);
	struct pbuf *data;
	int error;

	(void)deadline;
	if (len > PAYLOAD_MAX)
		return -EMSGSIZE;
	uk_lwip_lock();
	data = gather(message, len);
	error = data ? send_pbuf(udp, data, message->address) : -ENOBUFS;
	if (data)
		pbuf_free(data);
	uk_lwip_unlock();
	return error ? error : (ssize_t)len;
}

/* Return: bytes copied; *whole receives the datagram's length. */
static size_t scatter(const struct datagram *datagram, const struct uk_message *message)
{
	size_t offset = 0;

	for (int i = 0; i < message->part_count && offset < datagram->data->tot_len; i++)
		offset += pbuf_copy_partial(
			datagram->data, message->parts[i].base,
			(u16_t)uk_min(message->parts[i].len, (size_t)UINT16_MAX), (u16_t)offset);
	return offset;
}

static void free_datagram(struct udp_socket *udp, struct datagram *datagram)
{
	uk_list_remove(&datagram->link);
	udp->held -= datagram->data->tot_len + (size_t)DATAGRAM_OVERHEAD;
	pbuf_free(datagram->data);
	uk_lwip_free(datagram);
}

static ssize_t receive_one(struct udp_socket *udp, struct uk_message *message)
{
	struct datagram *datagram = uk_list_first_entry(&udp->datagrams, struct datagram, link);
	unsigned int flags = message->flags;
	size_t copied, whole;

	if (!datagram)
		return udp->read_shut ? 0 : -EAGAIN;
	copied = scatter(datagram, message);
	whole = datagram->data->tot_len;
	message->flags = copied < whole ? UK_MSG_TRUNC : 0;
	if (message->address) {
		uk_lwip_address_out(udp->socket.family, &datagram->peer, datagram->port,
				    message->address);
		message->address_len = udp->socket.family == UK_AF_INET6
					       ? sizeof(struct uk_sockaddr_in6)
					       : sizeof(struct uk_sockaddr_in);
	}
	if (!(flags & UK_MSG_PEEK))
		free_datagram(udp, datagram);
	refresh(udp);
	return (ssize_t)(flags & UK_MSG_TRUNC ? whole : copied);
}

static ssize_t receive(struct uk_socket *socket, struct uk_message *message, uint64_t deadline)
{
	struct udp_socket *udp = udp_socket_of(socket);
	bool sleeps = uk_lwip_may_sleep(socket, message->flags);
	ssize_t result;

	message->address_len = 0;
	for (;;) {
		uk_lwip_lock();
		result = receive_one(udp, message);
		uk_lwip_unlock();
		if (result != -EAGAIN || !sleeps)
			return result;
		result = uk_file_wait(&socket->file, UK_READY_IN, deadline);
		if (result)
			return result == -ETIMEDOUT ? -EAGAIN : result;
	}
}

static int shutdown(struct uk_socket *socket, int how)
{
	struct udp_socket *udp = udp_socket_of(socket);

	uk_lwip_lock();
	if (how != UK_SHUT_WRITE)
		udp->read_shut = true;
	refresh(udp);
	uk_lwip_unlock();
	return udp->connected ? 0 : -ENOTCONN;
}

static int local_name(struct uk_socket *socket, union uk_sockaddr *address)
{
	struct udp_socket *udp = udp_socket_of(socket);

	uk_lwip_lock();
	uk_lwip_address_out(socket->family, &udp->pcb->local_ip, udp->pcb->local_port, address);
	uk_lwip_unlock();
	return 0;
}

static int peer_name(struct uk_socket *socket, union uk_sockaddr *address)
{
	struct udp_socket *udp = udp_socket_of(socket);
	int error = -ENOTCONN;

	uk_lwip_lock();
	if (udp->connected) {
		uk_lwip_address_out(socket->family, &udp->pcb->remote_ip, udp->pcb->remote_port,
				    address);
		error = 0;
	}
	uk_lwip_unlock();
	return error;
}

static int set_option(struct uk_socket *socket, int level, int name, const void *value,
		      uint32_t len)
{
	struct udp_socket *udp = udp_socket_of(socket);
	int number, error = 0;

	if (len < sizeof(number))
		return -EINVAL;
	memcpy(&number, value, sizeof(number));
	uk_lwip_lock();
	if (level == IPPROTO_IPV6_LINUX && name == IPV6_V6ONLY_LINUX)
		udp->v6_only = number != 0;
	else
		error = uk_lwip_set_common((struct ip_pcb *)udp->pcb, level, name, number);
	uk_lwip_unlock();
	return error;
}

static int get_option(struct uk_socket *socket, int level, int name, void *value, uint32_t *len)
{
	struct udp_socket *udp = udp_socket_of(socket);
	int number = 0, error = 0;

	uk_lwip_lock();
	if (level == IPPROTO_IPV6_LINUX && name == IPV6_V6ONLY_LINUX)
		number = udp->v6_only;
	else if (level != SOL_SOCKET_LINUX || name != SO_ERROR_LINUX)
		error = uk_lwip_get_common((struct ip_pcb *)udp->pcb, level, name, &number);
	uk_lwip_unlock();
	return error ? error : uk_lwip_give_int(number, value, len);
}

static unsigned int ready(struct uk_socket *socket)
{
	return atomic_load(&udp_socket_of(socket)->ready);
}

static void release(struct uk_socket *socket)
{
	struct udp_socket *udp = udp_socket_of(socket);
	struct datagram *datagram, *following;

	uk_lwip_lock();
	udp_remove(udp->pcb);
	uk_list_for_each_entry_safe (datagram, following, &udp->datagrams, link)
		free_datagram(udp, datagram);
	uk_lwip_unlock();
	uk_free(udp);
}

static const struct uk_socket_ops udp_ops = {
	.bind = bind,
	.connect = connect,
	.send = send,
	.receive = receive,
	.shutdown = shutdown,
	.local_name = local_name,
	.peer_name = peer_name,
	.set_option = set_option,
	.get_option = get_option,
	.ready = ready,
	.release = release,
};
