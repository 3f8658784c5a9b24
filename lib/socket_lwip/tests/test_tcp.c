/* SPDX-License-Identifier: BSD-3-Clause */
/* TCP sockets against a peer that is scripted: closing, resetting, refusing, flooding, holding back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <uk/errno.h>

#include "peer.h"

enum { WHOLE = 65536, TIME_WAIT_MS = 2 * CONFIG_LIB_SOCKET_LWIP_MSL + 1000 };

/* The peer's, and ours: new ones for each, as old connections linger. */
static uint16_t next_port = 40000, port = 8080;

/* The peer's hardware address is known, so that answers do not wait for it. */
static void know_peer(void)
{
	uint8_t frame[64];

	harness_inject(frame, harness_arp_reply(frame), WHOLE, 0);
	harness_drain();
}

static int start(void **state)
{
	(void)state;
	harness_start();
	know_peer();
	return 0;
}

/* A connection that the stack has accepted. */
static struct uk_socket *connected(struct uk_socket *listener, struct peer *peer)
{
	struct uk_socket *socket;

	peer_open(peer, next_port++, port);
	assert_int_equal(peer->flags, SYN | ACK);
	peer_send(peer, ACK, NULL);
	socket = socket_accept(listener);
	assert_non_null(socket);
	return socket;
}

/* The stack frees its part of the connection on its own then; the socket stays the application's. */
static void half_closed_by_us_and_then_by_the_peer(void **state)
{
	struct uk_socket *listener = socket_listen(++port, 8), *socket;
	struct peer peer;
	char data[8];

	(void)state;
	socket = connected(listener, &peer);
	assert_int_equal(socket->ops->shutdown(socket, UK_SHUT_WRITE), 0);
	peer_listen(&peer);
	assert_true(peer.flags & FIN);
	assert_int_equal(socket_send(socket, "x", 1), -EPIPE);
	peer_send(&peer, ACK | PSH, "late");
	peer_send(&peer, ACK | FIN, NULL);
	assert_true(peer.flags & ACK);
	harness_advance(TIME_WAIT_MS);
	assert_int_equal(socket_receive(socket, data, sizeof(data), 0), 4);
	assert_memory_equal(data, "late", 4);
	assert_int_equal(socket_receive(socket, data, sizeof(data), 0), 0);
	assert_int_equal(socket_send(socket, "x", 1), -EPIPE);
	assert_int_equal(socket_error(socket), 0);
	assert_true(socket->ops->ready(socket) & UK_READY_HANGUP);
	socket_close(socket);
	socket_close(listener);
}

/* A client may use its port again at once: the new SYN is later, and within the old window. */
static void time_wait_makes_way_for_a_later_syn(void **state)
{
	struct uk_socket *listener = socket_listen(++port, 8), *socket;
	struct peer peer, again;

	(void)state;
	socket = connected(listener, &peer);
	socket_close(socket);
	peer_listen(&peer);
	assert_true(peer.flags & FIN);
	peer_send(&peer, ACK | FIN, NULL);
	again = peer;
	again.seq = peer.seq + 1000;
	peer_send(&again, SYN, NULL);
	assert_false(again.flags & RST);
	again.seq = peer.seq + 1000;
	peer_send(&again, SYN, NULL);
	assert_true((again.flags & (SYN | ACK | RST)) == (SYN | ACK));
	peer_send(&again, RST, NULL);
	socket_close(listener);
}

static void half_closed_by_the_peer_and_then_by_us(void **state)
{
	struct uk_socket *listener = socket_listen(++port, 8), *socket;
	struct peer peer;
	char data[8];

	(void)state;
	socket = connected(listener, &peer);
	peer_send(&peer, ACK | FIN, NULL);
	assert_int_equal(socket_receive(socket, data, sizeof(data), 0), 0);
	assert_int_equal(socket_send(socket, "answer", 6), 6);
	peer.received = 0;
	peer_listen(&peer);
	assert_int_equal(peer.received, 6);
	assert_int_equal(socket->ops->shutdown(socket, UK_SHUT_WRITE), 0);
	peer_listen(&peer);
	assert_true(peer.flags & FIN);
	peer_send(&peer, ACK, NULL);
	harness_advance(TIME_WAIT_MS);
	assert_int_equal(socket_receive(socket, data, sizeof(data), 0), 0);
	socket_close(socket);
	socket_close(listener);
}

static void resets_when_closed_with_unread_data(void **state)
{
	struct uk_socket *listener = socket_listen(++port, 8), *socket;
	struct peer peer;

	(void)state;
	socket = connected(listener, &peer);
	peer_send(&peer, ACK | PSH, "unread");
	socket_close(socket);
	peer_listen(&peer);
	assert_true(peer.flags & RST);
	socket_close(listener);
}

/* SYN-RECEIVED, ESTABLISHED, CLOSE-WAIT, FIN-WAIT: each forgets, and nothing of it stays. */
static void takes_a_reset_in_every_state(void **state)
{
	struct uk_socket *listener = socket_listen(++port, 8), *socket;
	size_t before = harness_live();
	struct peer peer;
	char data[8];

	(void)state;
	peer_open(&peer, next_port++, port);
	peer_send(&peer, RST, NULL);
	assert_null(socket_accept(listener));
	for (int when = 0; when < 4; when++) {
		socket = connected(listener, &peer);
		if (when == 1)
			peer_send(&peer, ACK | FIN, NULL);
		if (when == 2)
			socket->ops->shutdown(socket, UK_SHUT_WRITE);
		if (when == 3)
			assert_int_equal(socket_send(socket, "unacknowledged", 14), 14);
		peer_listen(&peer);
		peer_send(&peer, RST, NULL);
		assert_int_equal(socket_receive(socket, data, sizeof(data), 0), -ECONNRESET);
		assert_true(socket->ops->ready(socket) & UK_READY_HANGUP);
		socket_close(socket);
	}
	assert_true(harness_live() <= before);
	socket_close(listener);
}

static void refuses_what_nobody_listens_to(void **state)
{
	struct peer peer;

	(void)state;
	peer_open(&peer, next_port++, 4);
	assert_true(peer.flags & RST);
}

static void says_that_a_connection_was_refused(void **state)
{
	struct uk_socket *socket = socket_make(UK_SOCK_STREAM);
	struct peer peer;

	(void)state;
	assert_int_equal(socket_connect(socket, HARNESS_PEER_IP, 7), -EINPROGRESS);
	assert_int_equal(socket_connect(socket, HARNESS_PEER_IP, 7), -EALREADY);
	assert_int_equal(socket_send(socket, "x", 1), -EAGAIN);
	peer_take_syn(&peer);
	peer_send(&peer, RST | ACK, NULL);
	assert_true(socket->ops->ready(socket) & UK_READY_ERROR);
	assert_int_equal(socket_error(socket), ECONNREFUSED);
	assert_int_equal(socket_error(socket), 0);
	socket_close(socket);
}

static void gives_up_when_nobody_answers(void **state)
{
	struct uk_socket *socket = socket_make(UK_SOCK_STREAM);

	(void)state;
	assert_int_equal(socket_connect(socket, HARNESS_PEER_IP, 7), -EINPROGRESS);
	for (int second = 0; second < 300 && !(socket->ops->ready(socket) & UK_READY_ERROR);
	     second++) {
		harness_drain();
		harness_advance(1000);
	}
	assert_int_equal(socket_error(socket), ETIMEDOUT);
	socket_close(socket);
	harness_drain();
}

static void connects_and_talks(void **state)
{
	struct uk_socket *socket = socket_make(UK_SOCK_STREAM);
	struct peer peer;
	char data[16];

	(void)state;
	assert_int_equal(socket_connect(socket, HARNESS_PEER_IP, 7), -EINPROGRESS);
	peer_take_syn(&peer);
	peer_send(&peer, SYN | ACK, NULL);
	assert_int_equal(socket_connect(socket, HARNESS_PEER_IP, 7), -EISCONN);
	assert_int_equal(socket_send(socket, "question", 8), 8);
	peer_listen(&peer);
	assert_int_equal(peer.received, 8);
	peer_send(&peer, ACK | PSH, "answer");
	assert_int_equal(socket_receive(socket, data, 3, UK_MSG_PEEK), 3);
	assert_int_equal(socket_receive(socket, data, sizeof(data), UK_MSG_PEEK), 6);
	assert_int_equal(socket_receive(socket, data, sizeof(data), UK_MSG_WAITALL), 6);
	assert_memory_equal(data, "answer", 6);
	assert_int_equal(socket_receive(socket, data, sizeof(data), 0), -EAGAIN);
	peer_send(&peer, RST, NULL);
	socket_close(socket);
}

/* Peeking over several segments and parts does not take them. */
static void peeks_across_segments(void **state)
{
	struct uk_socket *listener = socket_listen(++port, 8), *socket;
	struct peer peer;
	char first[4] = "", second[8] = "";
	struct uk_iovec parts[] = { { first, 3 }, { NULL, 0 }, { second, 7 } };
	struct uk_message message = { .parts = parts, .part_count = 3, .flags = UK_MSG_PEEK };

	(void)state;
	socket = connected(listener, &peer);
	peer_send(&peer, ACK | PSH, "ab");
	peer_send(&peer, ACK | PSH, "cdefg");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(socket->ops->receive(socket, &message, 0), 7);
		assert_string_equal(first, "abc");
		assert_string_equal(second, "defg");
	}
	assert_int_equal(socket_receive(socket, second, 5, 0), 5);
	assert_memory_equal(second, "abcde", 5);
	peer_send(&peer, RST, NULL);
	socket_close(socket);
	socket_close(listener);
}

/* The peer's window is closed, then opened: nothing is lost, and meanwhile the peer is asked. */
static void waits_for_a_closed_window(void **state)
{
	static char data[4000];
	struct uk_socket *listener = socket_listen(++port, 8), *socket;
	struct peer peer;
	uint32_t first;

	(void)state;
	socket = connected(listener, &peer);
	peer_send(&peer, ACK | PSH, "a");
	peer.window = 0;
	peer_send(&peer, ACK | PSH, "b");
	first = peer.ack;
	assert_int_equal(socket_send(socket, data, sizeof(data)), sizeof(data));
	peer_listen(&peer);
	assert_int_equal(peer.ack, first);
	peer.segments = 0;
	harness_advance(10000);
	peer_listen(&peer);
	assert_true(peer.segments > 0);
	peer.window = 8000;
	for (int second = 0; second < 10; second++) {
		peer_send(&peer, ACK, NULL);
		harness_advance(1000);
		peer_listen(&peer);
	}
	assert_int_equal(peer.ack - first, sizeof(data));
	peer_send(&peer, RST, NULL);
	assert_int_equal(socket_send(socket, data, 1), -ECONNRESET);
	socket_close(socket);
	socket_close(listener);
}

/* A peer that acknowledges nothing: what a socket takes is bounded, and it says when it is full. */
static void bounds_what_it_queues(void **state)
{
	static char data[65536];
	struct uk_socket *listener = socket_listen(++port, 8), *socket;
	struct peer peer;
	ssize_t step, total = 0;

	(void)state;
	socket = connected(listener, &peer);
	while ((step = socket_send(socket, data, sizeof(data))) > 0)
		total += step;
	assert_int_equal(step, -EAGAIN);
	assert_in_range(total, 1, CONFIG_LIB_SOCKET_LWIP_WINDOW * 1024);
	assert_false(socket->ops->ready(socket) & UK_READY_OUT);
	peer_send(&peer, RST, NULL);
	assert_true(socket->ops->ready(socket) & UK_READY_OUT);
	socket_close(socket);
	socket_close(listener);
}

/* Nobody accepts: the ninth of nine is not answered, and finds a place when there is one. */
static void holds_no_more_than_its_backlog(void **state)
{
	struct uk_socket *listener = socket_listen(++port, 8), *socket;
	struct peer peers[9];

	(void)state;
	for (int i = 0; i < 8; i++) {
		peer_open(&peers[i], next_port++, port);
		peer_send(&peers[i], ACK, NULL);
	}
	peer_open(&peers[8], next_port++, port);
	assert_int_equal(peers[8].segments, 0);
	socket = socket_accept(listener);
	assert_non_null(socket);
	peers[8].seq--;
	peer_send(&peers[8], SYN, NULL);
	assert_int_equal(peers[8].flags, SYN | ACK);
	socket_close(socket);
	socket_close(listener);
	harness_drain();
}

static void a_listener_that_is_shut_down_accepts_no_more(void **state)
{
	struct uk_socket *listener = socket_listen(++port, 8);
	union uk_sockaddr address;
	struct uk_socket *socket;
	struct peer peer;

	(void)state;
	assert_int_equal(listener->ops->shutdown(listener, UK_SHUT_WRITE), 0);
	peer_open(&peer, next_port++, port);
	peer_send(&peer, ACK, NULL);
	assert_int_equal(listener->ops->ready(listener), UK_READY_IN);
	assert_int_equal(listener->ops->shutdown(listener, UK_SHUT_READ), 0);
	peer_listen(&peer);
	assert_true(peer.flags & RST);
	assert_true(listener->ops->ready(listener) & UK_READY_HANGUP);
	assert_int_equal(listener->ops->accept(listener, &socket, &address, 0), -EINVAL);
	assert_int_equal(listener->ops->shutdown(listener, UK_SHUT_READ), -ENOTCONN);
	peer_open(&peer, next_port++, port);
	assert_int_equal(peer.flags, RST | ACK);
	socket_close(listener);
}

static void flood(uint8_t flags, int count)
{
	struct peer peer;

	for (int i = 0; i < count; i++) {
		peer_open(&peer, (uint16_t)(10000 + i), port);
		if (flags)
			peer_send(&peer, ACK, NULL);
		if (flags)
			peer_send(&peer, flags, NULL);
	}
}

static void holds_a_flood_of_syns_within_bounds(void **state)
{
	struct uk_socket *listener = socket_listen(++port, 8);
	size_t before = harness_live();
	struct peer peer;

	(void)state;
	flood(0, 5000);
	assert_true(harness_live() - before < 200);
	for (int second = 0; second < 120; second++)
		harness_advance(1000);
	assert_true(harness_live() <= before);
	socket_close(connected(listener, &peer));
	socket_close(listener);
}

/* Each is whole and reset before anybody accepts it: they take places like any other. */
static void holds_a_flood_of_reset_connections_within_bounds(void **state)
{
	struct uk_socket *listener = socket_listen(++port, 8), *socket;
	size_t before = harness_live();
	char data[4];

	(void)state;
	flood(RST, 2000);
	assert_true(harness_live() - before < 100);
	socket = socket_accept(listener);
	assert_non_null(socket);
	assert_int_equal(socket_receive(socket, data, sizeof(data), 0), -ECONNRESET);
	socket_close(socket);
	while ((socket = socket_accept(listener)) != NULL)
		socket_close(socket);
	assert_true(harness_live() <= before);
	socket_close(listener);
}

/* Out of order, one byte each, never the one that is missing. */
static void holds_scattered_bytes_within_bounds(void **state)
{
	struct uk_socket *listener = socket_listen(++port, 8), *socket;
	struct peer peer;
	uint32_t first;
	size_t before;

	(void)state;
	socket = connected(listener, &peer);
	before = harness_live();
	first = peer.seq;
	for (uint32_t i = 1; i < 30000; i++) {
		peer.seq = first + 2 * i;
		peer_send(&peer, ACK, "x");
	}
	assert_true(harness_live() - before < 4000);
	peer.seq = first;
	peer_send(&peer, RST, NULL);
	socket_close(socket);
	socket_close(listener);
}

/* At each allocation in turn there is no more: no call and no frame brings the stack down. */
static void refuses_when_memory_is_short(void **state)
{
	struct uk_socket *listener = socket_listen(++port, 8), *socket;
	size_t before = harness_live();
	struct peer peer;
	char data[64];

	(void)state;
	for (size_t left = 0; left < 3000; left += 40) {
		harness_memory_left = left;
		peer_open(&peer, next_port++, port);
		peer_send(&peer, ACK, NULL);
		peer_send(&peer, ACK | PSH, "some data");
		socket = socket_accept(listener);
		if (socket) {
			socket_send(socket, data, sizeof(data));
			socket_receive(socket, data, sizeof(data), 0);
			socket_close(socket);
		}
		harness_memory_left = SIZE_MAX;
		peer_listen(&peer);
		peer_send(&peer, RST, NULL);
		harness_advance(30000);
		know_peer();
	}
	harness_memory_left = 0;
	assert_null(socket_make(UK_SOCK_STREAM));
	assert_null(socket_make(UK_SOCK_DGRAM));
	harness_memory_left = SIZE_MAX;
	assert_true(harness_live() <= before);
	socket_close(connected(listener, &peer));
	socket_close(listener);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_closed_by_us_and_then_by_the_peer),
		cmocka_unit_test(time_wait_makes_way_for_a_later_syn),
		cmocka_unit_test(half_closed_by_the_peer_and_then_by_us),
		cmocka_unit_test(resets_when_closed_with_unread_data),
		cmocka_unit_test(takes_a_reset_in_every_state),
		cmocka_unit_test(refuses_what_nobody_listens_to),
		cmocka_unit_test(says_that_a_connection_was_refused),
		cmocka_unit_test(gives_up_when_nobody_answers),
		cmocka_unit_test(connects_and_talks),
		cmocka_unit_test(peeks_across_segments),
		cmocka_unit_test(waits_for_a_closed_window),
		cmocka_unit_test(bounds_what_it_queues),
		cmocka_unit_test(holds_no_more_than_its_backlog),
		cmocka_unit_test(a_listener_that_is_shut_down_accepts_no_more),
		cmocka_unit_test(holds_a_flood_of_syns_within_bounds),
		cmocka_unit_test(holds_a_flood_of_reset_connections_within_bounds),
		cmocka_unit_test(holds_scattered_bytes_within_bounds),
		cmocka_unit_test(refuses_when_memory_is_short),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
