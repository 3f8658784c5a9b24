/* SPDX-License-Identifier: BSD-3-Clause */
/* Socket options on the part that lwIP's TCP and UDP control blocks share. */
#include <lwip/ip.h>

#include <uk/errno.h>
#include <uk/string.h>

#include "options.h"
#include "stack.h"

static int set_flag(struct ip_pcb *pcb, u8_t flag, int value)
{
	if (value)
		ip_set_option(pcb, flag);
	else
		ip_reset_option(pcb, flag);
	return 0;
}

static int set_socket_level(struct ip_pcb *pcb, int name, int value)
{
	switch (name) {
	case SO_REUSEADDR_LINUX:
		return set_flag(pcb, SOF_REUSEADDR, value);
	case SO_KEEPALIVE_LINUX:
		return set_flag(pcb, SOF_KEEPALIVE, value);
	case SO_BROADCAST_LINUX:
		return set_flag(pcb, SOF_BROADCAST, value);
	case SO_SNDBUF_LINUX:
	case SO_RCVBUF_LINUX:
		return 0; /* a wish: buffers grow and shrink with what is queued */
	default:
		return -ENOPROTOOPT;
	}
}

static int set_byte(u8_t *field, int value, int low)
{
	if (value < low || value > 255)
		return -EINVAL;
	*field = (u8_t)value;
	return 0;
}

int uk_lwip_set_common(struct ip_pcb *pcb, int level, int name, int value)
{
	if (level == SOL_SOCKET_LINUX)
		return set_socket_level(pcb, name, value);
	if ((level == IPPROTO_IP_LINUX && name == IP_TTL_LINUX) ||
	    (level == IPPROTO_IPV6_LINUX && name == IPV6_UNICAST_HOPS_LINUX))
		return set_byte(&pcb->ttl, value, 1);
	if (level == IPPROTO_IP_LINUX && name == IP_TOS_LINUX)
		return set_byte(&pcb->tos, value, 0);
	return -ENOPROTOOPT;
}

static int get_socket_level(const struct ip_pcb *pcb, int name, int *value)
{
	switch (name) {
	case SO_REUSEADDR_LINUX:
		*value = ip_get_option(pcb, SOF_REUSEADDR) != 0;
		return 0;
	case SO_KEEPALIVE_LINUX:
		*value = ip_get_option(pcb, SOF_KEEPALIVE) != 0;
		return 0;
	case SO_BROADCAST_LINUX:
		*value = ip_get_option(pcb, SOF_BROADCAST) != 0;
		return 0;
	case SO_SNDBUF_LINUX:
	case SO_RCVBUF_LINUX:
		*value = TCP_WND;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

int uk_lwip_get_common(const struct ip_pcb *pcb, int level, int name, int *value)
{
	if (level == SOL_SOCKET_LINUX)
		return get_socket_level(pcb, name, value);
	if ((level == IPPROTO_IP_LINUX && name == IP_TTL_LINUX) ||
	    (level == IPPROTO_IPV6_LINUX && name == IPV6_UNICAST_HOPS_LINUX))
		*value = pcb->ttl;
	else if (level == IPPROTO_IP_LINUX && name == IP_TOS_LINUX)
		*value = pcb->tos;
	else
		return -ENOPROTOOPT;
	return 0;
}

int uk_lwip_give_int(int number, void *value, uint32_t *len)
{
	*len = uk_min(*len, (uint32_t)sizeof(number));
	memcpy(value, &number, *len);
	return 0;
}
