/* SPDX-License-Identifier: BSD-3-Clause */
/* DHCP and DNS against servers that are scripted: right answers, rogue ones, and broken ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/bits.h>
#include <uk/errno.h>

#include "harness.h"

#include <lwip/netif.h>

enum {
	WHOLE = 65536,
	SERVER_PORT = 67,
	CLIENT_PORT = 68,
	NAME_PORT = 53,
	/* RFC 2131: fixed part and magic; RFC 2132: messages and options. */
	BOOTP = 236,
	OPTIONS = 240,
	DISCOVER = 1,
	OFFER = 2,
	REQUEST = 3,
	ACK = 5,
	NAK = 6,
};

UK_TABLE_DECLARE(resolver);

/* A datagram that the stack sent to a port of a server, or 0. */
static size_t take_datagram(uint16_t port, uint8_t *payload, uint16_t *from)
{
	uint8_t frame[HARNESS_FRAME_MAX];
	size_t len;

	while ((len = harness_sent(frame)) > 0) {
		if (len < 42 || frame[12] != 8 || frame[13] != 0 || frame[23] != 17 ||
		    (frame[36] << 8 | frame[37]) != port)
			continue;
		*from = (uint16_t)(frame[34] << 8 | frame[35]);
		memcpy(payload, frame + 42, len - 42);
		return len - 42;
	}
	return 0;
}

/* The type of the next DHCP message that the stack sends, its fixed part in @message; or 0. */
static int take_message(uint8_t *message)
{
	uint16_t from;
	size_t len = take_datagram(SERVER_PORT, message, &from);

	if (len == 0)
		return 0;
	assert_true(len > OPTIONS + 3);
	assert_int_equal(from, CLIENT_PORT);
	assert_int_equal(message[OPTIONS], 53);
	return message[OPTIONS + 2];
}

/* A server's message on @request: address 10.0.2.15/24, router and name server 10.0.2.2. */
static size_t make_reply(uint8_t *reply, const uint8_t *request, uint8_t type)
{
	static const uint8_t options[] = { 53, 1,  0,  54, 4, 10,  0,	2,   2, 51, 4, 0,
					   0,  14, 16, 1,  4, 255, 255, 255, 0, 3,  4, 10,
					   0,  2,  2,  6,  4, 10,  0,	2,   2, 255 };

	memcpy(reply, request, OPTIONS);
	reply[0] = 2;
	memcpy(reply + 16, "\x0a\x00\x02\x0f", 4);
	memcpy(reply + OPTIONS, options, sizeof(options));
	reply[OPTIONS + 2] = type;
	return OPTIONS + sizeof(options);
}

static void reply_with(const uint8_t *reply, size_t len)
{
	uint8_t frame[HARNESS_FRAME_MAX];

	harness_inject(frame, harness_datagram(frame, SERVER_PORT, CLIENT_PORT, reply, len), WHOLE,
		       0);
}

/* The next message of a type, however long it takes. */
static void wait_for_message(int type, uint8_t *message)
{
	for (int second = 0; second < 200; second++) {
		int taken;

		while ((taken = take_message(message)) != 0)
			if (taken == type)
				return;
		harness_advance(1000);
	}
	fail();
}

static uint32_t address(void)
{
	return uk_be32(netif_ip4_addr(netif_default)->addr);
}

/* None of these is an offer to this request: nothing is requested. */
static void ignores_offers_that_are_none(void **state)
{
	uint8_t discover[HARNESS_FRAME_MAX], reply[HARNESS_FRAME_MAX], ignored[HARNESS_FRAME_MAX];
	size_t len;

	(void)state;
	harness_start_dhcp();
	wait_for_message(DISCOVER, discover);
	for (int wrong = 0; wrong < 5; wrong++) {
		len = make_reply(reply, discover, OFFER);
		if (wrong == 0)
			reply[4] ^= 1; /* another's transaction */
		if (wrong == 1)
			reply[28] ^= 1; /* another's hardware address */
		if (wrong == 2)
			reply[0] = 1; /* a request */
		if (wrong == 3)
			reply[OPTIONS + 2] = 77; /* no type that there is */
		if (wrong == 4)
			reply[OPTIONS + 4] = 0; /* a server without an address */
		reply_with(reply, len);
		assert_int_equal(take_message(ignored), 0);
		assert_int_equal(address(), 0);
	}
}

/* Cut off anywhere, or with an option that says it goes on behind the end. */
static void survives_broken_offers(void **state)
{
	uint8_t discover[HARNESS_FRAME_MAX], reply[HARNESS_FRAME_MAX];
	size_t len;

	(void)state;
	wait_for_message(DISCOVER, discover);
	for (size_t cut = 0; cut < OPTIONS + 10; cut++) {
		make_reply(reply, discover, OFFER);
		reply_with(reply, cut);
	}
	len = make_reply(reply, discover, OFFER);
	for (size_t at = OPTIONS; at < len; at++) {
		uint8_t kept = reply[at];

		reply[at] = 255;
		reply_with(reply, at + 1);
		reply[at] = 254;
		reply_with(reply, at + 1);
		reply[at] = kept;
	}
	harness_drain();
	assert_int_equal(address(), 0);
}

static void takes_an_offer_after_a_refusal(void **state)
{
	uint8_t message[HARNESS_FRAME_MAX], reply[HARNESS_FRAME_MAX];

	(void)state;
	wait_for_message(DISCOVER, message);
	reply_with(reply, make_reply(reply, message, OFFER));
	wait_for_message(REQUEST, message);
	reply_with(reply, make_reply(reply, message, NAK));
	assert_int_equal(address(), 0);
	wait_for_message(DISCOVER, message);
	reply_with(reply, make_reply(reply, message, OFFER));
	wait_for_message(REQUEST, message);
	reply_with(reply, make_reply(reply, message, ACK));
	assert_int_equal(address(), HARNESS_OUR_IP);
	assert_int_equal(uk_be32(netif_ip4_netmask(netif_default)->addr), 0xffffff00);
	assert_int_equal(uk_be32(netif_ip4_gw(netif_default)->addr), HARNESS_PEER_IP);
}

static void keeps_its_address_whatever_a_rogue_server_says(void **state)
{
	uint8_t request[OPTIONS] = { 0 }, reply[HARNESS_FRAME_MAX];

	(void)state;
	memcpy(request + 28, harness_our_mac, 6);
	memcpy(request + BOOTP, "\x63\x82\x53\x63", 4);
	for (uint8_t type = OFFER; type <= NAK; type++) {
		size_t len = make_reply(reply, request, type);

		reply[19] = 99;
		reply_with(reply, len);
		assert_int_equal(address(), HARNESS_OUR_IP);
	}
}

/* How the name server answers, and how often the resolver may look before it gives up. */
static enum {
	RIGHT,
	NO_SUCH_NAME,
	LOOP,
	POINTER_BEHIND_END,
	WRONG_ID,
	WRONG_QUESTION,
	ALIAS_ONLY,
	LENGTH_BEHIND_END,
	NOT_A_RESPONSE,
	CUT,
} manner;
static size_t cut_at;
static int looks;

static size_t put_answer(uint8_t *message, size_t len)
{
	/* Name by pointer to the question, A, IN, 60 s, 10.0.2.99. */
	static const uint8_t record[] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 2, 99 };

	message[2] = manner == NOT_A_RESPONSE ? 1 : 0x81;
	message[3] = manner == NO_SUCH_NAME ? 0x83 : 0x80;
	message[7] = 1;
	memcpy(message + len, record, sizeof(record));
	if (manner == WRONG_ID)
		message[0] ^= 0x40;
	if (manner == WRONG_QUESTION)
		message[13] ^= 1;
	if (manner == ALIAS_ONLY)
		message[len + 3] = 5;
	if (manner == LOOP)
		message[len + 1] = (uint8_t)len;
	if (manner == POINTER_BEHIND_END)
		memset(message + len, 0xff, 2);
	if (manner == LENGTH_BEHIND_END)
		message[len + 10] = 0xff;
	return manner == CUT ? cut_at : len + sizeof(record);
}

static int name_server(void)
{
	uint8_t message[HARNESS_FRAME_MAX], frame[HARNESS_FRAME_MAX];
	uint16_t from;
	size_t len;

	harness_inject(frame, harness_arp_reply(frame), WHOLE, 0);
	while ((len = take_datagram(NAME_PORT, message, &from)) > 0) {
		len = put_answer(message, len);
		harness_inject(frame, harness_datagram(frame, NAME_PORT, from, message, len), WHOLE,
			       0);
	}
	harness_advance(500);
	return looks-- > 0 ? 0 : -ETIMEDOUT;
}

static int resolve(const char *name, union uk_sockaddr *found)
{
	int answer = -ENOENT;

	looks = 4;
	harness_on_block = name_server;
	uk_table_for_each (slot, resolver) {
		const struct uk_resolver *resolver = *slot;

		answer = resolver->resolve(name, UK_AF_INET, found, 1, UINT64_MAX);
	}
	harness_on_block = NULL;
	return answer;
}

static void resolves_a_name(void **state)
{
	union uk_sockaddr found;

	(void)state;
	manner = RIGHT;
	assert_int_equal(resolve("right.example", &found), 1);
	assert_int_equal(uk_be32(found.in.address), 0x0a000263);
	assert_int_equal(resolve("10.0.2.7", &found), 1);
	assert_int_equal(uk_be32(found.in.address), 0x0a000207);
	manner = NO_SUCH_NAME;
	assert_int_equal(resolve("none.example", &found), -ENOENT);
	/* A record's name is not followed: identifier, port and question vouch for the answer. */
	manner = LOOP;
	assert_int_equal(resolve("loop.example", &found), 1);
	manner = POINTER_BEHIND_END;
	assert_int_equal(resolve("pointer.example", &found), 1);
}

/* Wrong answers find nothing, and what asked is freed when the last attempt has ended. */
static void survives_broken_answers(void **state)
{
	char name[] = "a.broken.example";
	union uk_sockaddr found;
	size_t before = harness_live();

	(void)state;
	for (manner = WRONG_ID; manner < CUT; manner++) {
		name[0]++;
		assert_true(resolve(name, &found) < 0);
		harness_advance(60000);
	}
	for (cut_at = 0; cut_at < 45; cut_at++) {
		name[0] = (char)('A' + cut_at % 26);
		name[2] = (char)('a' + cut_at / 26);
		assert_true(resolve(name, &found) < 0);
		harness_advance(60000);
	}
	assert_true(harness_live() <= before);
}

static void refuses_names_that_cannot_be(void **state)
{
	union uk_sockaddr found;
	char name[400];

	(void)state;
	manner = RIGHT;
	memset(name, 'x', sizeof(name));
	name[399] = '\0';
	assert_int_equal(resolve(name, &found), -ENOENT);
	assert_true(resolve("", &found) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ignores_offers_that_are_none),
		cmocka_unit_test(survives_broken_offers),
		cmocka_unit_test(takes_an_offer_after_a_refusal),
		cmocka_unit_test(keeps_its_address_whatever_a_rogue_server_says),
		cmocka_unit_test(resolves_a_name),
		cmocka_unit_test(survives_broken_answers),
		cmocka_unit_test(refuses_names_that_cannot_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
