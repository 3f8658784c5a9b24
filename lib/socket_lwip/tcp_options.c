/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of TCP sockets. */
#include <uk/errno.h>
#include <uk/string.h>

#include "options.h"
#include "tcp.h"

static int set_seconds(u32_t *milliseconds, int seconds)
{
	if (seconds < 1 || seconds > 32767)
		return -EINVAL;
	*milliseconds = (u32_t)seconds * 1000;
	return 0;
}

static int set_no_delay(struct tcp_pcb *pcb, int value)
{
	if (value) {
		tcp_nagle_disable(pcb);
		tcp_output(pcb);
	} else {
		tcp_nagle_enable(pcb);
	}
	return 0;
}

static int set_tcp_level(struct tcp_pcb *pcb, int name, int value)
{
	switch (name) {
	case TCP_NODELAY_LINUX:
		return set_no_delay(pcb, value);
	case TCP_KEEPIDLE_LINUX:
		return set_seconds(&pcb->keep_idle, value);
	case TCP_KEEPINTVL_LINUX:
		return set_seconds(&pcb->keep_intvl, value);
	case TCP_KEEPCNT_LINUX:
		if (value < 1 || value > 127)
			return -EINVAL;
		pcb->keep_cnt = (u32_t)value;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_locked(struct tcp_socket *tcp, int level, int name, int value)
{
	if (level == IPPROTO_IPV6_LINUX && name == IPV6_V6ONLY_LINUX) {
		tcp->v6_only = value != 0;
		return 0;
	}
	if (!tcp->pcb)
		return -EINVAL;
	if (level != IPPROTO_TCP_LINUX)
		return uk_lwip_set_common((struct ip_pcb *)tcp->pcb, level, name, value);
	/* A listening control block is shorter: it has none of the fields below. */
	if (tcp->state == TCP_SOCKET_LISTENING)
		return name == TCP_NODELAY_LINUX ? 0 : -EINVAL;
	return set_tcp_level(tcp->pcb, name, value);
}

/* Closing never waits here, so lingering may only be off, or the reset that zero seconds ask for. */
static int set_linger(const void *value, uint32_t len)
{
	int linger[2];

	if (len < sizeof(linger))
		return -EINVAL;
	memcpy(linger, value, sizeof(linger));
	return linger[0] == 0 ? 0 : -ENOPROTOOPT;
}

int uk_lwip_tcp_set_option(struct uk_socket *socket, int level, int name, const void *value,
			   uint32_t len)
{
	struct tcp_socket *tcp = tcp_socket_of(socket);
	int number, error;

	if (level == SOL_SOCKET_LINUX && name == SO_LINGER_LINUX)
		return set_linger(value, len);
	if (len < sizeof(number))
		return -EINVAL;
	memcpy(&number, value, sizeof(number));
	uk_lwip_lock();
	error = set_locked(tcp, level, name, number);
	uk_lwip_unlock();
	return error;
}

static int get_tcp_level(const struct tcp_pcb *pcb, int name, int *value)
{
	switch (name) {
	case TCP_NODELAY_LINUX:
		*value = tcp_nagle_disabled(pcb) != 0;
		return 0;
	case TCP_MAXSEG_LINUX:
		*value = tcp_mss(pcb);
		return 0;
	case TCP_KEEPIDLE_LINUX:
		*value = (int)(pcb->keep_idle / 1000);
		return 0;
	case TCP_KEEPINTVL_LINUX:
		*value = (int)(pcb->keep_intvl / 1000);
		return 0;
	case TCP_KEEPCNT_LINUX:
		*value = (int)pcb->keep_cnt;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int get_locked(struct tcp_socket *tcp, int level, int name, int *value)
{
	if (level == SOL_SOCKET_LINUX && name == SO_ERROR_LINUX) {
		*value = -tcp->error;
		tcp->error = 0;
		uk_lwip_tcp_refresh(tcp);
		return 0;
	}
	if (level == SOL_SOCKET_LINUX && name == SO_ACCEPTCONN_LINUX) {
		*value = tcp->state == TCP_SOCKET_LISTENING;
		return 0;
	}
	if (level == IPPROTO_IPV6_LINUX && name == IPV6_V6ONLY_LINUX) {
		*value = tcp->v6_only;
		return 0;
	}
	if (!tcp->pcb)
		return -EINVAL;
	if (level != IPPROTO_TCP_LINUX)
		return uk_lwip_get_common((const struct ip_pcb *)tcp->pcb, level, name, value);
	if (tcp->state == TCP_SOCKET_LISTENING)
		return -EINVAL;
	return get_tcp_level(tcp->pcb, name, value);
}

int uk_lwip_tcp_get_option(struct uk_socket *socket, int level, int name, void *value,
			   uint32_t *len)
{
	int number, error;

	uk_lwip_lock();
	error = get_locked(tcp_socket_of(socket), level, name, &number);
	uk_lwip_unlock();
	return error ? error : uk_lwip_give_int(number, value, len);
}
