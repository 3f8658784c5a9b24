/* SPDX-License-Identifier: BSD-3-Clause */
/* Binding and connecting. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"

enum { BACKLOG = 64 };

static int bind_any(int fd, int family, uint16_t port)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

	if (family == AF_INET)
		return bind(fd, (struct sockaddr *)&v4, sizeof(v4));
	return bind(fd, (struct sockaddr *)&v6, sizeof(v6));
}

static int set_up(int fd, int family, int type, uint16_t port)
{
	int one = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)))
		return -errno;
	if (family == AF_INET6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one)))
		return -errno;
	if (fcntl(fd, F_SETFL, O_NONBLOCK) || bind_any(fd, family, port))
		return -errno;
	if (type == SOCK_STREAM && listen(fd, BACKLOG))
		return -errno;
	return 0;
}

int netbench_bind(int family, int type, uint16_t port)
{
	int fd = socket(family, type, 0);
	int error;

	if (fd < 0)
		return -errno;
	error = set_up(fd, family, type, port);
	if (error) {
		close(fd);
		return error;
	}
	return fd;
}

static int connect_one(const struct addrinfo *address)
{
	int fd = socket(address->ai_family, address->ai_socktype, 0);
	int error;

	if (fd < 0)
		return -errno;
	if (!connect(fd, address->ai_addr, address->ai_addrlen))
		return fd;
	error = -errno;
	close(fd);
	return error;
}

int netbench_connect(const char *host, int type, uint16_t port)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = type };
	struct addrinfo *addresses = NULL;
	char service[8];
	int fd = -ENOENT;

	snprintf(service, sizeof(service), "%u", port);
	if (getaddrinfo(host, service, &hints, &addresses))
		return -ENOENT;
	for (struct addrinfo *address = addresses; address && fd < 0; address = address->ai_next)
		fd = connect_one(address);
	freeaddrinfo(addresses);
	return fd;
}

void netbench_no_delay(int fd)
{
	int one = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}
