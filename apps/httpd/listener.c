/* SPDX-License-Identifier: BSD-3-Clause */
/* Sets up a listening socket. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "listener.h"

/* The network stack takes less if this is more than it can. */
enum { BACKLOG = 1024 };

static int bind_any(int fd, int family, uint16_t port)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (family == AF_INET) {
		memset(&v4, 0, sizeof(v4));
		v4.sin_family = AF_INET;
		v4.sin_port = htons(port);
		return bind(fd, (struct sockaddr *)&v4, sizeof(v4));
	}
	memset(&v6, 0, sizeof(v6));
	v6.sin6_family = AF_INET6;
	v6.sin6_port = htons(port);
	return bind(fd, (struct sockaddr *)&v6, sizeof(v6));
}

static int set_up(int fd, int family, uint16_t port)
{
	int one = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)))
		return -errno;
	if (family == AF_INET6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one)))
		return -errno;
	if (fcntl(fd, F_SETFL, O_NONBLOCK))
		return -errno;
	if (bind_any(fd, family, port) || listen(fd, BACKLOG))
		return -errno;
	return 0;
}

int httpd_listen(int family, uint16_t port)
{
	int fd = socket(family, SOCK_STREAM, 0);
	int error;

	if (fd < 0)
		return -errno;
	error = set_up(fd, family, port);
	if (error) {
		close(fd);
		return error;
	}
	return fd;
}
