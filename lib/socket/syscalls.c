/* SPDX-License-Identifier: BSD-3-Clause */
/* The socket system calls of Linux: check what the caller gave, find the socket, ask its provider. */
#include <uk/errno.h>
#include <uk/socket.h>
#include <uk/string.h>
#include <uk/syscall.h>

#include "socket_internal.h"

/* UIO_MAXIOV; the size of struct sockaddr_storage, beyond which no address can be. */
enum { PARTS_MAX = 1024, ADDRESS_MAX = 128 };

/* struct msghdr of the Linux ABI on 64 bits. */
struct message_header {
	void *name;
	uint32_t name_len;
	uint32_t pad1;
	struct uk_iovec *parts;
	uint64_t part_count;
	void *control;
	uint64_t control_len;
	uint32_t flags;
	uint32_t pad2;
};

_Static_assert(sizeof(struct message_header) == 56, "struct msghdr of the Linux ABI");

static uint32_t address_size(int family)
{
	return family == UK_AF_INET6 ? sizeof(struct uk_sockaddr_in6)
				     : sizeof(struct uk_sockaddr_in);
}

/* An address from the caller, of the socket's family, or AF_UNSPEC where @unspecified is allowed. */
static int take_address(const struct uk_socket *socket, const void *from, uint32_t len,
			bool unspecified, union uk_sockaddr *to)
{
	if (!from || len < sizeof(to->family) || len > ADDRESS_MAX)
		return -EINVAL;
	memset(to, 0, sizeof(*to));
	memcpy(to, from, uk_min(len, (uint32_t)sizeof(*to)));
	if (unspecified && to->family == UK_AF_UNSPEC)
		return 0;
	if (to->family != socket->family)
		return -EAFNOSUPPORT;
	return len < address_size(to->family) ? -EINVAL : 0;
}

/* Cut to the caller's room, as every call that returns an address does. */
static int give_address(const union uk_sockaddr *from, void *to, uint32_t *len)
{
	uint32_t size = address_size(from->family);

	if (!to)
		return 0;
	if (!len)
		return -EFAULT;
	if (*len > INT32_MAX)
		return -EINVAL;
	memcpy(to, from, uk_min(*len, size));
	*len = size;
	return 0;
}

static unsigned int open_flags(long type)
{
	return type & UK_SOCK_NONBLOCK ? UK_FILE_NONBLOCK : 0;
}

/* The socket's reference moves to the new descriptor, or is dropped. */
static long install(struct uk_socket *socket, long type)
{
	int fd;

	atomic_fetch_or_explicit(&socket->file.flags, open_flags(type), memory_order_relaxed);
	fd = uk_fd_install(&socket->file, 0, type & UK_SOCK_CLOEXEC ? UK_FD_CLOEXEC : 0);
	if (fd < 0)
		uk_file_put(&socket->file);
	return fd;
}

UK_SYSCALL(socket, 3, family, type, protocol)
{
	const long flags = UK_SOCK_NONBLOCK | UK_SOCK_CLOEXEC;
	struct uk_socket *socket;
	int error = uk_socket_create((int)family, (int)(type & ~flags), (int)protocol, &socket);

	return error ? error : install(socket, type);
}

UK_SYSCALL(bind, 3, fd, address, len)
{
	union uk_sockaddr local;
	struct uk_socket *socket;
	int error = uk_socket_from_fd((int)fd, &socket);

	if (error)
		return error;
	error = take_address(socket, (const void *)address, (uint32_t)len, false, &local);
	if (!error)
		error = socket->ops->bind(socket, &local);
	uk_file_put(&socket->file);
	return error;
}

UK_SYSCALL(listen, 2, fd, backlog)
{
	struct uk_socket *socket;
	int error = uk_socket_from_fd((int)fd, &socket);

	if (error)
		return error;
	error = socket->ops->listen ? socket->ops->listen(socket, (int)backlog) : -EOPNOTSUPP;
	uk_file_put(&socket->file);
	return error;
}

static long accept_on(struct uk_socket *socket, void *address, uint32_t *len, long flags)
{
	union uk_sockaddr peer = { 0 };
	struct uk_socket *accepted;
	int error;

	if (!socket->ops->accept)
		return -EOPNOTSUPP;
	if (flags & ~(long)(UK_SOCK_NONBLOCK | UK_SOCK_CLOEXEC))
		return -EINVAL;
	error = socket->ops->accept(socket, &accepted, &peer,
				    uk_socket_deadline(&socket->receive_timeout));
	if (error)
		return error;
	error = give_address(&peer, address, len);
	if (error) {
		uk_file_put(&accepted->file);
		return error;
	}
	return install(accepted, flags);
}

UK_SYSCALL(accept4, 4, fd, address, len, flags)
{
	struct uk_socket *socket;
	long result = uk_socket_from_fd((int)fd, &socket);

	if (result)
		return result;
	result = accept_on(socket, (void *)address, (uint32_t *)len, flags);
	uk_file_put(&socket->file);
	return result;
}

UK_SYSCALL(accept, 3, fd, address, len)
{
	return uk_sys_accept4(fd, address, len, 0);
}

UK_SYSCALL(connect, 3, fd, address, len)
{
	union uk_sockaddr peer;
	struct uk_socket *socket;
	int error = uk_socket_from_fd((int)fd, &socket);

	if (error)
		return error;
	error = take_address(socket, (const void *)address, (uint32_t)len, true, &peer);
	if (!error)
		error = socket->ops->connect(socket, &peer,
					     uk_socket_deadline(&socket->send_timeout));
	uk_file_put(&socket->file);
	return error;
}

static ssize_t send_on(struct uk_socket *socket, const struct message_header *header,
		       unsigned int flags)
{
	union uk_sockaddr address;
	struct uk_message message = { .parts = header->parts,
				      .part_count = (int)header->part_count,
				      .flags = flags };

	if (header->part_count > PARTS_MAX)
		return -EMSGSIZE;
	if (header->name) {
		int error = take_address(socket, header->name, header->name_len, false, &address);

		if (error)
			return error;
		message.address = &address;
		message.address_len = header->name_len;
	}
	return socket->ops->send(socket, &message, uk_socket_deadline(&socket->send_timeout));
}

UK_SYSCALL(sendmsg, 3, fd, header, flags)
{
	struct uk_socket *socket;
	ssize_t result = uk_socket_from_fd((int)fd, &socket);

	if (result)
		return result;
	result = send_on(socket, (const struct message_header *)header, (unsigned int)flags);
	uk_file_put(&socket->file);
	return result;
}

UK_SYSCALL(sendto, 6, fd, data, len, flags, address, address_len)
{
	struct uk_iovec part = { (void *)data, (size_t)len };
	struct message_header header = { .name = (void *)address,
					 .name_len = (uint32_t)address_len,
					 .parts = &part,
					 .part_count = 1 };

	return uk_sys_sendmsg(fd, (long)&header, flags);
}

static ssize_t receive_on(struct uk_socket *socket, struct message_header *header,
			  unsigned int flags)
{
	union uk_sockaddr address = { 0 };
	struct uk_message message = { .address = &address,
				      .parts = header->parts,
				      .part_count = (int)header->part_count,
				      .flags = flags };
	ssize_t result;

	if (header->part_count > PARTS_MAX)
		return -EMSGSIZE;
	result = socket->ops->receive(socket, &message,
				      uk_socket_deadline(&socket->receive_timeout));
	if (result < 0)
		return result;
	header->flags = message.flags & UK_MSG_TRUNC;
	header->control_len = 0;
	if (header->name && message.address_len)
		give_address(&address, header->name, &header->name_len);
	else
		header->name_len = 0;
	return result;
}

UK_SYSCALL(recvmsg, 3, fd, header, flags)
{
	struct uk_socket *socket;
	ssize_t result = uk_socket_from_fd((int)fd, &socket);

	if (result)
		return result;
	result = receive_on(socket, (struct message_header *)header, (unsigned int)flags);
	uk_file_put(&socket->file);
	return result;
}

UK_SYSCALL(recvfrom, 6, fd, data, len, flags, address, address_len)
{
	uint32_t *name_len = (uint32_t *)address_len;
	struct uk_iovec part = { (void *)data, (size_t)len };
	struct message_header header = { .name = (void *)address,
					 .name_len = address && name_len ? *name_len : 0,
					 .parts = &part,
					 .part_count = 1 };
	ssize_t result;

	if (address && !name_len)
		return -EFAULT;
	result = uk_sys_recvmsg(fd, (long)&header, flags);
	if (result >= 0 && address)
		*name_len = header.name_len;
	return result;
}

UK_SYSCALL(shutdown, 2, fd, how)
{
	struct uk_socket *socket;
	int error;

	if (how < UK_SHUT_READ || how > UK_SHUT_BOTH)
		return -EINVAL;
	error = uk_socket_from_fd((int)fd, &socket);
	if (error)
		return error;
	error = socket->ops->shutdown(socket, (int)how);
	uk_file_put(&socket->file);
	return error;
}

static long name_of(long fd, bool peer, void *to, uint32_t *len)
{
	union uk_sockaddr address = { 0 };
	struct uk_socket *socket;
	int error = uk_socket_from_fd((int)fd, &socket);

	if (error)
		return error;
	error = peer ? socket->ops->peer_name(socket, &address)
		     : socket->ops->local_name(socket, &address);
	uk_file_put(&socket->file);
	return error ? error : give_address(&address, to, len);
}

UK_SYSCALL(getsockname, 3, fd, address, len)
{
	return name_of(fd, false, (void *)address, (uint32_t *)len);
}

UK_SYSCALL(getpeername, 3, fd, address, len)
{
	return name_of(fd, true, (void *)address, (uint32_t *)len);
}

UK_SYSCALL(setsockopt, 5, fd, level, name, value, len)
{
	struct uk_socket *socket;
	int error;

	if (!value)
		return -EFAULT;
	if ((int)len < 0)
		return -EINVAL;
	error = uk_socket_from_fd((int)fd, &socket);
	if (error)
		return error;
	error = uk_socket_set_option(socket, (int)level, (int)name, (const void *)value,
				     (uint32_t)len);
	uk_file_put(&socket->file);
	return error;
}

UK_SYSCALL(getsockopt, 5, fd, level, name, value, len)
{
	struct uk_socket *socket;
	int error;

	if (!value || !len)
		return -EFAULT;
	if (*(const int *)len < 0)
		return -EINVAL;
	error = uk_socket_from_fd((int)fd, &socket);
	if (error)
		return error;
	error = uk_socket_get_option(socket, (int)level, (int)name, (void *)value, (uint32_t *)len);
	uk_file_put(&socket->file);
	return error;
}
