/* SPDX-License-Identifier: BSD-3-Clause */
/* Listening sockets. */
#ifndef HTTPD_LISTENER_H
#define HTTPD_LISTENER_H

#include <stdint.h>

/**
 * httpd_listen() - listen on every address of a family.
 * @family: AF_INET or AF_INET6, which then does not take IPv4 clients.
 * @port:   in host order.
 *
 * Return: a descriptor that never blocks, or -errno.
 */
int httpd_listen(int family, uint16_t port);

#endif
