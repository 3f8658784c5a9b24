/* SPDX-License-Identifier: BSD-3-Clause */
/* The part that all sockets share: they are files. */
#include <uk/errno.h>
#include <uk/socket.h>
#include <uk/stat.h>
#include <uk/string.h>
#include <uk/time.h>

#include "socket_internal.h"

static struct uk_socket *socket_of(struct uk_file *file)
{
	return uk_container_of(file, struct uk_socket, file);
}

uint64_t uk_socket_deadline(const _Atomic uint64_t *timeout)
{
	uint64_t wait = atomic_load_explicit(timeout, memory_order_relaxed);

	return wait == 0 ? UK_NEVER : uk_time_after(wait);
}

static ssize_t socket_read(struct uk_file *file, const struct uk_iovec *parts, int count,
			   int64_t offset)
{
	struct uk_socket *socket = socket_of(file);
	struct uk_message message = { .parts = parts, .part_count = count };

	if (offset != -1)
		return -ESPIPE;
	return socket->ops->receive(socket, &message, uk_socket_deadline(&socket->receive_timeout));
}

static ssize_t socket_write(struct uk_file *file, const struct uk_iovec *parts, int count,
			    int64_t offset)
{
	struct uk_socket *socket = socket_of(file);
	struct uk_message message = { .parts = parts, .part_count = count };

	if (offset != -1)
		return -ESPIPE;
	return socket->ops->send(socket, &message, uk_socket_deadline(&socket->send_timeout));
}

static int socket_stat(struct uk_file *file, struct uk_stat *stat)
{
	(void)file;
	memset(stat, 0, sizeof(*stat));
	stat->mode = UK_STAT_SOCKET | 0777;
	return 0;
}

static unsigned int socket_ready(struct uk_file *file)
{
	struct uk_socket *socket = socket_of(file);

	return socket->ops->ready(socket);
}

static void socket_release(struct uk_file *file)
{
	struct uk_socket *socket = socket_of(file);

	socket->ops->release(socket);
}

static const struct uk_file_ops socket_file_ops = {
	.read = socket_read,
	.write = socket_write,
	.stat = socket_stat,
	.ready = socket_ready,
	.release = socket_release,
};

void uk_socket_init(struct uk_socket *socket, const struct uk_socket_ops *ops, int family, int type,
		    int protocol)
{
	uk_file_init(&socket->file, &socket_file_ops, UK_FILE_READABLE | UK_FILE_WRITABLE);
	socket->ops = ops;
	socket->family = family;
	socket->type = type;
	socket->protocol = protocol;
	atomic_init(&socket->receive_timeout, 0);
	atomic_init(&socket->send_timeout, 0);
}

int uk_socket_from_fd(int fd, struct uk_socket **out)
{
	struct uk_file *file = uk_fd_get(fd);

	if (!file)
		return -EBADF;
	if (file->ops != &socket_file_ops) {
		uk_file_put(file);
		return -ENOTSOCK;
	}
	*out = socket_of(file);
	return 0;
}
