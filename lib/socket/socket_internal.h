/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of lib/socket share: option numbers of the Linux ABI, deadlines. */
#ifndef SOCKET_INTERNAL_H
#define SOCKET_INTERNAL_H

#include <uk/socket.h>

/* include/uapi/asm-generic/socket.h of Linux. */
enum {
	SOL_SOCKET = 1,
	SO_TYPE = 3,
	SO_DOMAIN = 39,
	SO_PROTOCOL = 38,
	SO_RCVTIMEO = 20,
	SO_SNDTIMEO = 21,
};

/* Deadline of a call on @socket that sleeps: its time-out from now, or never. Context: thread. */
uint64_t uk_socket_deadline(const _Atomic uint64_t *timeout);

/* The socket behind @fd with a reference on its file, or -EBADF, -ENOTSOCK. Context: thread. */
int uk_socket_from_fd(int fd, struct uk_socket **out);

/* getsockopt() and setsockopt() in full: what every provider shares, then the provider. */
int uk_socket_set_option(struct uk_socket *socket, int level, int name, const void *value,
			 uint32_t len);
int uk_socket_get_option(struct uk_socket *socket, int level, int name, void *value, uint32_t *len);

#endif
