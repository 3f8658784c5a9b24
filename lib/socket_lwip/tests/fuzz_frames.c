/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer target: frames of a hostile peer, calls of an application, and time that passes. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <uk/bits.h>
#include <uk/errno.h>
#include <uk/netbuf.h>

#include "harness.h"

UK_TABLE_DECLARE(socket_provider);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TCP_LISTENER, TCP_CLIENT, TCP_ACCEPTED, UDP, SOCKETS, PORT = 80, FRAME_MAX = 2048 };

static struct uk_socket *sockets[SOCKETS];

/* Where the stack's last segment left the connection, so that half of the frames can continue it. */
static uint8_t last[HARNESS_FRAME_MAX];
static size_t last_len;

static void open_socket(int slot, int type)
{
	uk_table_for_each (entry, socket_provider) {
		const struct uk_socket_provider *provider = *entry;

		if (!sockets[slot] && provider->supports(UK_AF_INET, type, 0))
			provider->create(UK_AF_INET, type, 0, &sockets[slot]);
	}
}

static void close_socket(int slot)
{
	if (sockets[slot])
		sockets[slot]->ops->release(sockets[slot]);
	sockets[slot] = NULL;
}

static void open_sockets(void)
{
	union uk_sockaddr local = { .in = { .family = UK_AF_INET, .port = uk_be16(PORT) } };

	open_socket(TCP_LISTENER, UK_SOCK_STREAM);
	open_socket(UDP, UK_SOCK_DGRAM);
	sockets[TCP_LISTENER]->ops->bind(sockets[TCP_LISTENER], &local);
	sockets[TCP_LISTENER]->ops->listen(sockets[TCP_LISTENER], 4);
	sockets[UDP]->ops->bind(sockets[UDP], &local);
}

static void start_client(void)
{
	union uk_sockaddr peer = { .in = { .family = UK_AF_INET,
					   .port = uk_be16(PORT),
					   .address = uk_be32(HARNESS_PEER_IP) } };

	close_socket(TCP_CLIENT);
	open_socket(TCP_CLIENT, UK_SOCK_STREAM);
	if (sockets[TCP_CLIENT])
		sockets[TCP_CLIENT]->ops->connect(sockets[TCP_CLIENT], &peer, 0);
}

static void take_connection(void)
{
	union uk_sockaddr peer;

	close_socket(TCP_ACCEPTED);
	sockets[TCP_LISTENER]->ops->accept(sockets[TCP_LISTENER], &sockets[TCP_ACCEPTED], &peer, 0);
}

static void use(struct uk_socket *socket, uint8_t how)
{
	static char data[3000];
	union uk_sockaddr peer;
	struct uk_iovec part = { data, (how >> 4) * 1000U };
	struct uk_message message = { .parts = &part, .part_count = 1 };

	if (!socket)
		return;
	if (how & 4) {
		message.flags = how & 8 ? UK_MSG_PEEK : 0;
		message.address = &peer;
		socket->ops->receive(socket, &message, 0);
	} else if (how & 8) {
		socket->ops->send(socket, &message, 0);
	} else {
		socket->ops->shutdown(socket, (how >> 4) % 3);
	}
}

static void call(uint8_t what, uint8_t how)
{
	switch (what % 8) {
	case 0:
		start_client();
		break;
	case 1:
		take_connection();
		break;
	case 2:
		close_socket(TCP_ACCEPTED);
		break;
	case 3:
		close_socket(TCP_CLIENT);
		break;
	default:
		use(sockets[what % SOCKETS], how);
	}
}

static void note_sent(void)
{
	uint8_t frame[HARNESS_FRAME_MAX];
	size_t len;

	while ((len = harness_sent(frame)) > 0) {
		if (len < 54 || frame[23] != 6)
			continue;
		memcpy(last, frame, len);
		last_len = len;
	}
}

/* Make a TCP segment, of which the fuzzer gave flags and the rest, continue what was sent last. */
static void continue_connection(uint8_t *frame)
{
	size_t payload = last_len - 34 - (last[46] >> 4) * 4U;
	uint32_t ack;

	memcpy(&ack, last + 38, sizeof(ack));
	ack = uk_be32(uk_be32(ack) + (uint32_t)payload + !!(last[47] & 3));
	memcpy(frame + 34, last + 36, 2);
	memcpy(frame + 36, last + 34, 2);
	memcpy(frame + 38, last + 42, 4);
	memcpy(frame + 42, &ack, 4);
}

/* Addresses, length and checksum that a frame needs to be looked at any further. */
static void make_plausible(uint8_t *frame, size_t len, bool follow)
{
	uint32_t from = uk_be32(HARNESS_PEER_IP), to = uk_be32(HARNESS_OUR_IP);
	uint16_t total = uk_be16((uint16_t)(len - 14)), sum = 0;
	size_t header = (frame[14] & 15U) * 4;

	memcpy(frame, harness_our_mac, 6);
	if (len < 34 || frame[12] != 8 || frame[13] != 0)
		return;
	memcpy(frame + 16, &total, 2);
	memcpy(frame + 26, &from, 4);
	memcpy(frame + 30, &to, 4);
	memset(frame + 24, 0, 2);
	if (header < 20 || header > len - 14)
		header = 20;
	sum = uk_be16((uint16_t)~harness_sum(frame + 14, header, 0));
	memcpy(frame + 24, &sum, 2);
	if (follow && frame[23] == 6 && len >= 54 && last_len)
		continue_connection(frame);
}

static void arrive(const uint8_t *data, size_t len, uint8_t how)
{
	uint8_t frame[FRAME_MAX];

	memcpy(frame, data, len);
	if (how & 4 && len > 14)
		make_plausible(frame, len, how & 8);
	harness_inject(frame, len, how & 16 ? 100 : FRAME_MAX,
		       how & 32 ? 0 : UK_NETBUF_CHECKSUM_VALID);
	note_sent();
}

/* Records: what, how or length, and for a frame its bytes. Return: bytes taken. */
static size_t step(const uint8_t *data, size_t size)
{
	size_t len;

	switch (data[0] & 3) {
	case 0:
		call(data[1], data[0] >> 2);
		note_sent();
		return 2;
	case 1:
		harness_advance(data[1] * 100U);
		note_sent();
		return 2;
	default:
		len = data[1] + (data[0] >> 6) * 256U;
		len = len < size - 2 ? len : size - 2;
		arrive(data + 2, len, data[0]);
		return 2 + len;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int started;
	uint8_t frame[64];

	if (!started++)
		harness_start();
	harness_inject(frame, harness_arp_reply(frame), sizeof(frame), 0);
	harness_drain();
	last_len = 0;
	open_sockets();
	while (size >= 2) {
		size_t taken = step(data, size);

		data += taken;
		size -= taken;
	}
	for (int slot = 0; slot < SOCKETS; slot++)
		close_socket(slot);
	/* What lingers ends before the next input, so that each stands alone. */
	harness_advance(30000);
	harness_drain();
	return 0;
}
