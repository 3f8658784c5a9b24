/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's hook for initial sequence numbers. */
#ifndef LWIP_ISN_H
#define LWIP_ISN_H

#include <lwip/ip_addr.h>

/* RFC 6528: a clock plus a keyed hash of the connection. Context: stack lock held. */
u32_t uk_lwip_isn(const ip_addr_t *local, u16_t local_port, const ip_addr_t *remote,
		  u16_t remote_port);

#endif
