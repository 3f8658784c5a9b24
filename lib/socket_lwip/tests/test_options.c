/* SPDX-License-Identifier: BSD-3-Clause */
/* Socket options: what is kept, what is refused, on new, listening, connected and closed sockets. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include <cmocka.h>

#include <uk/errno.h>

#include "peer.h"

static int set(struct uk_socket *socket, int level, int name, int value)
{
	return socket->ops->set_option(socket, level, name, &value, sizeof(value));
}

/* The option's value, or an error below zero. */
static int get(struct uk_socket *socket, int level, int name)
{
	uint32_t len = sizeof(int);
	int value = 0, error = socket->ops->get_option(socket, level, name, &value, &len);

	return error ? error : value;
}

static const struct {
	int level, name, low, high; /* what may be set; one below and one above are refused */
} ranges[] = {
	{ IPPROTO_IP, IP_TTL, 1, 255 },
	{ IPPROTO_IP, IP_TOS, 0, 255 },
	{ IPPROTO_IPV6, IPV6_UNICAST_HOPS, 1, 255 },
	{ IPPROTO_TCP, TCP_KEEPIDLE, 1, 32767 },
	{ IPPROTO_TCP, TCP_KEEPINTVL, 1, 32767 },
	{ IPPROTO_TCP, TCP_KEEPCNT, 1, 127 },
};

static int start(void **state)
{
	uint8_t frame[64];

	(void)state;
	harness_start();
	harness_inject(frame, harness_arp_reply(frame), 65536, 0);
	harness_drain();
	return 0;
}

static void keeps_values_in_their_range(void **state)
{
	struct uk_socket *socket = socket_make(UK_SOCK_STREAM);

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(ranges); i++) {
		int level = ranges[i].level, name = ranges[i].name;

		assert_int_equal(set(socket, level, name, ranges[i].high), 0);
		assert_int_equal(get(socket, level, name), ranges[i].high);
		assert_int_equal(set(socket, level, name, ranges[i].high + 1), -EINVAL);
		assert_int_equal(set(socket, level, name, ranges[i].low - 1), -EINVAL);
		assert_int_equal(get(socket, level, name), ranges[i].high);
		assert_int_equal(set(socket, level, name, ranges[i].low), 0);
		assert_int_equal(get(socket, level, name), ranges[i].low);
	}
	socket_close(socket);
}

static void keeps_flags(void **state)
{
	static const int names[][2] = { { SOL_SOCKET, SO_REUSEADDR },
					{ SOL_SOCKET, SO_KEEPALIVE },
					{ SOL_SOCKET, SO_BROADCAST },
					{ IPPROTO_TCP, TCP_NODELAY },
					{ IPPROTO_IPV6, IPV6_V6ONLY } };
	struct uk_socket *socket = socket_make(UK_SOCK_STREAM);

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(names); i++) {
		assert_int_equal(get(socket, names[i][0], names[i][1]), 0);
		assert_int_equal(set(socket, names[i][0], names[i][1], 7), 0);
		assert_int_equal(get(socket, names[i][0], names[i][1]), 1);
		assert_int_equal(set(socket, names[i][0], names[i][1], 0), 0);
		assert_int_equal(get(socket, names[i][0], names[i][1]), 0);
	}
	socket_close(socket);
}

static void refuses_what_it_does_not_know(void **state)
{
	struct uk_socket *tcp = socket_make(UK_SOCK_STREAM), *udp = socket_make(UK_SOCK_DGRAM);
	struct linger linger = { 0, 0 };
	int one = 1;

	(void)state;
	assert_int_equal(set(tcp, SOL_SOCKET, 9999, 1), -ENOPROTOOPT);
	assert_int_equal(set(tcp, 77, SO_REUSEADDR, 1), -ENOPROTOOPT);
	assert_int_equal(set(udp, IPPROTO_TCP, TCP_NODELAY, 1), -ENOPROTOOPT);
	assert_int_equal(get(udp, IPPROTO_TCP, TCP_NODELAY), -ENOPROTOOPT);
	assert_int_equal(set(udp, IPPROTO_IP, IP_TTL, 9), 0);
	assert_int_equal(get(udp, IPPROTO_IP, IP_TTL), 9);
	for (uint32_t len = 0; len < sizeof(one); len++) {
		assert_int_equal(tcp->ops->set_option(tcp, SOL_SOCKET, SO_KEEPALIVE, &one, len),
				 -EINVAL);
		assert_int_equal(udp->ops->set_option(udp, SOL_SOCKET, SO_BROADCAST, &one, len),
				 -EINVAL);
	}
	assert_int_equal(tcp->ops->set_option(tcp, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)),
			 0);
	linger.l_onoff = 1;
	linger.l_linger = 5;
	assert_int_equal(tcp->ops->set_option(tcp, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)),
			 -ENOPROTOOPT);
	assert_int_equal(tcp->ops->set_option(tcp, SOL_SOCKET, SO_LINGER, &linger, 4), -EINVAL);
	socket_close(tcp);
	socket_close(udp);
}

static void gives_no_more_than_there_is_room_for(void **state)
{
	struct uk_socket *socket = socket_make(UK_SOCK_STREAM);
	int value = 0x55555555;
	uint32_t len = 1;

	(void)state;
	assert_int_equal(set(socket, IPPROTO_IP, IP_TTL, 9), 0);
	assert_int_equal(socket->ops->get_option(socket, IPPROTO_IP, IP_TTL, &value, &len), 0);
	assert_int_equal(value, 0x55555509);
	assert_int_equal(len, 1);
	len = 100;
	assert_int_equal(socket->ops->get_option(socket, IPPROTO_IP, IP_TTL, &value, &len), 0);
	assert_int_equal(len, sizeof(value));
	socket_close(socket);
}

/* lwIP's listening control block is shorter than others: no option may reach behind its end. */
static void listening_sockets_have_fewer(void **state)
{
	struct uk_socket *listener = socket_listen(8080, 4);

	(void)state;
	assert_int_equal(get(listener, SOL_SOCKET, SO_ACCEPTCONN), 1);
	assert_int_equal(set(listener, IPPROTO_TCP, TCP_NODELAY, 1), 0);
	assert_int_equal(set(listener, IPPROTO_TCP, TCP_KEEPIDLE, 1), -EINVAL);
	assert_int_equal(get(listener, IPPROTO_TCP, TCP_MAXSEG), -EINVAL);
	assert_int_equal(set(listener, SOL_SOCKET, SO_KEEPALIVE, 1), 0);
	assert_int_equal(set(listener, IPPROTO_IP, IP_TOS, 8), 0);
	socket_close(listener);
}

/* After a reset there is no control block; the error can be had once. */
static void closed_sockets_still_answer(void **state)
{
	struct uk_socket *listener = socket_listen(8081, 4), *socket;
	struct peer peer;

	(void)state;
	peer_open(&peer, 40000, 8081);
	peer_send(&peer, ACK, NULL);
	socket = socket_accept(listener);
	assert_int_equal(get(socket, SOL_SOCKET, SO_ACCEPTCONN), 0);
	assert_in_range(get(socket, IPPROTO_TCP, TCP_MAXSEG), 536, 1460);
	peer_send(&peer, RST, NULL);
	assert_int_equal(set(socket, IPPROTO_TCP, TCP_NODELAY, 1), -EINVAL);
	assert_int_equal(get(socket, IPPROTO_IP, IP_TTL), -EINVAL);
	assert_int_equal(get(socket, SOL_SOCKET, SO_ERROR), ECONNRESET);
	assert_int_equal(get(socket, SOL_SOCKET, SO_ERROR), 0);
	socket_close(socket);
	socket_close(listener);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_values_in_their_range),
		cmocka_unit_test(keeps_flags),
		cmocka_unit_test(refuses_what_it_does_not_know),
		cmocka_unit_test(gives_no_more_than_there_is_room_for),
		cmocka_unit_test(listening_sockets_have_fewer),
		cmocka_unit_test(closed_sockets_still_answer),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
