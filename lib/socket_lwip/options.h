/* SPDX-License-Identifier: BSD-3-Clause */
/* Option numbers of the Linux ABI, under names that do not collide with lwIP's. */
#ifndef LWIP_OPTIONS_H
#define LWIP_OPTIONS_H

#include <stdint.h>

/* include/uapi/asm-generic/socket.h, linux/in.h, linux/in6.h, linux/tcp.h of Linux. */
enum { SOL_SOCKET_LINUX = 1, IPPROTO_IP_LINUX = 0, IPPROTO_TCP_LINUX = 6, IPPROTO_IPV6_LINUX = 41 };
enum {
	SO_REUSEADDR_LINUX = 2,
	SO_ERROR_LINUX = 4,
	SO_BROADCAST_LINUX = 6,
	SO_SNDBUF_LINUX = 7,
	SO_RCVBUF_LINUX = 8,
	SO_KEEPALIVE_LINUX = 9,
	SO_LINGER_LINUX = 13,
	SO_ACCEPTCONN_LINUX = 30,
};
enum { IP_TOS_LINUX = 1, IP_TTL_LINUX = 2, IPV6_UNICAST_HOPS_LINUX = 16, IPV6_V6ONLY_LINUX = 26 };
enum {
	TCP_NODELAY_LINUX = 1,
	TCP_MAXSEG_LINUX = 2,
	TCP_KEEPIDLE_LINUX = 4,
	TCP_KEEPINTVL_LINUX = 5,
	TCP_KEEPCNT_LINUX = 6,
};

/* Answer getsockopt() with a number, cut to the caller's room. */
int uk_lwip_give_int(int number, void *value, uint32_t *len);

#endif
