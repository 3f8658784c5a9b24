/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets by family, by name and by port. */
#ifndef NETBENCH_ADDRESS_H
#define NETBENCH_ADDRESS_H

#include <stdint.h>

/**
 * netbench_bind() - a socket on every address of a family; a stream socket listens.
 * @family: AF_INET or AF_INET6, which then does not take IPv4.
 * @type:   SOCK_STREAM or SOCK_DGRAM.
 *
 * Return: a descriptor that never blocks, or -errno.
 */
int netbench_bind(int family, int type, uint16_t port);

/**
 * netbench_connect() - a socket connected to a name or address; waits for it.
 *
 * Return: a descriptor, or -errno of the last address; -ENOENT if @host has none.
 */
int netbench_connect(const char *host, int type, uint16_t port);

/**
 * netbench_no_delay() - send small messages at once. Only speed depends on it.
 */
void netbench_no_delay(int fd);

#endif
