/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames in, frames out, and frames that no honest peer sends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <uk/bits.h>
#include <uk/errno.h>
#include <uk/netbuf.h>

#include "harness.h"

UK_TABLE_DECLARE(socket_provider);

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, WHOLE = 65536 };

static struct uk_socket *make_socket(int type)
{
	struct uk_socket *socket = NULL;

	uk_table_for_each (slot, socket_provider) {
		const struct uk_socket_provider *provider = *slot;

		if (!socket && provider->supports(UK_AF_INET, type, 0))
			assert_int_equal(provider->create(UK_AF_INET, type, 0, &socket), 0);
	}
	assert_non_null(socket);
	return socket;
}

static struct uk_socket *make_listener(uint16_t port)
{
	union uk_sockaddr address = { .in = { .family = UK_AF_INET, .port = uk_be16(port) } };
	struct uk_socket *socket = make_socket(UK_SOCK_STREAM);

	assert_int_equal(socket->ops->bind(socket, &address), 0);
	assert_int_equal(socket->ops->listen(socket, 8), 0);
	return socket;
}

static uint32_t get32(const uint8_t *from)
{
	uint32_t value;

	memcpy(&value, from, sizeof(value));
	return uk_be32(value);
}

/* The peer's address is known, so that answers do not wait for it. */
static int start_with_neighbour(void **state)
{
	uint8_t frame[64];

	(void)state;
	harness_start();
	harness_inject(frame, harness_arp_reply(frame), WHOLE, 0);
	harness_drain();
	return 0;
}

static void answers_a_ping_whole_or_in_parts(void **state)
{
	uint8_t frame[HARNESS_FRAME_MAX], answer[HARNESS_FRAME_MAX];
	size_t len = harness_ping(frame, 600);

	(void)state;
	for (size_t part = 14; part < 700; part += 37) {
		harness_inject(frame, len, part, 0);
		assert_int_equal(harness_sent(answer), len);
		assert_int_equal(answer[34], 0);
		assert_int_equal(harness_sum(answer + 34, len - 34, 0), 0xffff);
		assert_memory_equal(answer + 42, frame + 42, 600);
	}
}

static void completes_a_handshake_with_right_checksums(void **state)
{
	struct uk_socket *listener = make_listener(8080), *socket = NULL;
	struct harness_tcp segment = {
		.from = 40000, .to = 8080, .seq = 1000, .window = 65000, .flags = SYN
	};
	uint8_t frame[HARNESS_FRAME_MAX], answer[HARNESS_FRAME_MAX];
	union uk_sockaddr peer;
	char data[32];
	struct uk_iovec part = { data, sizeof(data) };
	struct uk_message message = { .parts = &part, .part_count = 1 };
	size_t len;

	(void)state;
	harness_inject(frame, harness_tcp(frame, &segment), WHOLE, 0);
	len = harness_sent(answer);
	assert_true(len >= 54);
	assert_int_equal(answer[47], SYN | ACK);
	assert_int_equal(get32(answer + 42), 1001);
	assert_int_equal(harness_sum(answer + 34, len - 34, harness_pseudo(answer, len - 34)),
			 0xffff);
	segment = (struct harness_tcp){ .from = 40000,
					.to = 8080,
					.seq = 1001,
					.ack = get32(answer + 38) + 1,
					.flags = ACK | PSH,
					.window = 65000,
					.data = "hello" };
	harness_inject(frame, harness_tcp(frame, &segment), WHOLE, 0);
	assert_int_equal(listener->ops->ready(listener), UK_READY_IN);
	assert_int_equal(listener->ops->accept(listener, &socket, &peer, 0), 0);
	assert_int_equal(peer.in.port, uk_be16(40000));
	assert_int_equal(socket->ops->receive(socket, &message, 0), 5);
	assert_memory_equal(data, "hello", 5);
	assert_int_equal(socket->ops->receive(socket, &message, 0), -EAGAIN);
	segment.seq = 1006;
	segment.data = NULL;
	segment.flags = RST;
	harness_inject(frame, harness_tcp(frame, &segment), WHOLE, 0);
	assert_int_equal(socket->ops->receive(socket, &message, 0), -ECONNRESET);
	assert_int_equal(socket->ops->send(socket, &message, 0), -EPIPE);
	socket->ops->release(socket);
	listener->ops->release(listener);
}

static void ignores_a_wrong_checksum_unless_the_device_vouches(void **state)
{
	struct uk_socket *listener = make_listener(8081);
	struct harness_tcp segment = {
		.from = 40001, .to = 8081, .seq = 1, .window = 65000, .flags = SYN
	};
	uint8_t frame[HARNESS_FRAME_MAX], answer[HARNESS_FRAME_MAX];
	size_t len = harness_tcp(frame, &segment);

	(void)state;
	frame[50] ^= 0x55;
	harness_inject(frame, len, WHOLE, 0);
	assert_int_equal(harness_sent(answer), 0);
	harness_inject(frame, len, WHOLE, UK_NETBUF_CHECKSUM_VALID);
	assert_true(harness_sent(answer) > 0);
	listener->ops->release(listener);
	harness_drain();
}

static void ignores_wrong_header_lengths(void **state)
{
	static const struct {
		size_t offset;
		uint8_t value;
	} wrong[] = {
		{ 14, 0x44 }, /* IP header shorter than one */
		{ 14, 0x4f }, /* longer than the packet's options */
		{ 14, 0x65 }, /* version 6 in an IPv4 frame */
		{ 16, 0xff }, /* total length beyond the frame */
		{ 17, 0x10 }, /* shorter than its header */
		{ 46, 0x40 }, /* TCP header shorter than one */
		{ 46, 0xf0 }, /* longer than the segment */
	};
	struct uk_socket *listener = make_listener(8082);
	struct harness_tcp segment = {
		.from = 40002, .to = 8082, .seq = 1, .window = 65000, .flags = SYN
	};
	uint8_t frame[HARNESS_FRAME_MAX], answer[HARNESS_FRAME_MAX];

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(wrong); i++) {
		size_t len = harness_tcp(frame, &segment);
		uint16_t sum;

		frame[wrong[i].offset] = wrong[i].value;
		frame[24] = frame[25] = 0;
		sum = (uint16_t)~harness_sum(frame + 14, 20, 0);
		frame[24] = (uint8_t)(sum >> 8);
		frame[25] = (uint8_t)sum;
		harness_inject(frame, len, WHOLE, UK_NETBUF_CHECKSUM_VALID);
		assert_int_equal(harness_sent(answer), 0);
	}
	listener->ops->release(listener);
}

/* Every length of every kind of frame; the sanitizer watches the end of each. */
static void survives_frames_cut_off_anywhere(void **state)
{
	struct harness_tcp segment = {
		.from = 1, .to = 2, .window = 65000, .flags = SYN, .data = "payload"
	};
	uint8_t frame[HARNESS_FRAME_MAX];
	size_t before = harness_live();

	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		size_t len = kind == 0	 ? harness_arp_reply(frame)
			     : kind == 1 ? harness_ping(frame, 300)
			     : kind == 2 ? harness_tcp(frame, &segment)
					 : harness_udp(frame, 53, 53, "question");

		for (size_t cut = 0; cut < len; cut++) {
			harness_inject(frame, cut, WHOLE, UK_NETBUF_CHECKSUM_VALID);
			harness_drain();
		}
	}
	assert_int_equal(harness_live(), before);
}

static void reports_a_datagram_that_did_not_fit(void **state)
{
	union uk_sockaddr local = { .in = { .family = UK_AF_INET, .port = uk_be16(9003) } }, peer;
	struct uk_socket *socket = make_socket(UK_SOCK_DGRAM);
	uint8_t frame[HARNESS_FRAME_MAX];
	char data[4];
	struct uk_iovec part = { data, sizeof(data) };
	struct uk_message message = { .address = &peer, .parts = &part, .part_count = 1 };

	(void)state;
	assert_int_equal(socket->ops->bind(socket, &local), 0);
	harness_inject(frame, harness_udp(frame, 5000, 9003, "datagram"), WHOLE, 0);
	assert_int_equal(socket->ops->receive(socket, &message, 0), 4);
	assert_memory_equal(data, "data", 4);
	assert_true(message.flags & UK_MSG_TRUNC);
	assert_int_equal(peer.in.port, uk_be16(5000));
	socket->ops->release(socket);
}

/* A sender that never stops may fill a socket, and no more. */
static void bounds_unread_datagrams(void **state)
{
	union uk_sockaddr local = { .in = { .family = UK_AF_INET, .port = uk_be16(9004) } };
	struct uk_socket *socket = make_socket(UK_SOCK_DGRAM);
	uint8_t frame[HARNESS_FRAME_MAX];
	size_t before = harness_live();

	(void)state;
	assert_int_equal(socket->ops->bind(socket, &local), 0);
	for (int i = 0; i < 10000; i++)
		harness_inject(frame, harness_udp(frame, 5000, 9004, "x"), WHOLE, 0);
	assert_true(harness_live() - before < 2000);
	socket->ops->release(socket);
	assert_true(harness_live() < before);
}

/* Reproducible noise on top of valid frames; what lies in between is fuzz_frames.c's. */
static void survives_flipped_bytes(void **state)
{
	struct uk_socket *listener = make_listener(8083);
	struct harness_tcp segment = {
		.to = 8083, .seq = 7, .window = 65000, .flags = SYN, .data = "abc"
	};
	uint8_t frame[HARNESS_FRAME_MAX];

	(void)state;
	srand(1);
	for (int i = 0; i < 20000; i++) {
		size_t len;

		segment.from = (uint16_t)rand();
		segment.flags = (uint8_t)rand();
		len = i % 3 ? harness_tcp(frame, &segment) : harness_ping(frame, 100);
		for (int flips = rand() % 4; flips > 0; flips--)
			frame[(size_t)rand() % len] = (uint8_t)rand();
		harness_inject(frame, len, 14 + (size_t)rand() % 100,
			       i % 2 ? UK_NETBUF_CHECKSUM_VALID : 0);
		harness_drain();
		if (i % 100 == 0)
			harness_advance(250);
	}
	listener->ops->release(listener);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_a_ping_whole_or_in_parts),
		cmocka_unit_test(completes_a_handshake_with_right_checksums),
		cmocka_unit_test(ignores_a_wrong_checksum_unless_the_device_vouches),
		cmocka_unit_test(ignores_wrong_header_lengths),
		cmocka_unit_test(survives_frames_cut_off_anywhere),
		cmocka_unit_test(reports_a_datagram_that_did_not_fit),
		cmocka_unit_test(bounds_unread_datagrams),
		cmocka_unit_test(survives_flipped_bytes),
	};

	return cmocka_run_group_tests(tests, start_with_neighbour, NULL);
}
