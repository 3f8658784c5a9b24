/* SPDX-License-Identifier: BSD-3-Clause */
/* Puts answers together: in the buffer that came, in pieces, or in memory without headroom. */
#include <uk/plat/memory.h>
#include <uk/string.h>

#include "answer.h"

enum { MAC = UK_NETDEV_MAC_SIZE, PIECES = 6, FRAME_MAX = 1514, LENT = 64 };

static struct uk_netbuf pieces[LENT][PIECES];
static uint8_t lent[LENT][FRAME_MAX] __attribute__((aligned(2048)));
static bool lent_used[LENT];

unsigned int frame_type(const struct uk_netbuf *packet)
{
	if (packet->len <= WAY_OFFSET)
		return 0;
	return (unsigned int)packet->data[TYPE_OFFSET] << 8 | packet->data[TYPE_OFFSET + 1];
}

static void turn_round(uint8_t *frame, const uint8_t *mac)
{
	memcpy(frame, frame + MAC, MAC);
	memcpy(frame + MAC, mac, MAC);
}

static void release_piece(struct uk_netbuf *piece)
{
	bool *used = piece->owner;

	/* The last piece takes the frame with it. */
	if (used)
		*used = false;
}

static unsigned int find_lent(void)
{
	unsigned int i = 0;

	while (i < LENT && lent_used[i])
		i++;
	return i;
}

static void describe(struct uk_netbuf *piece, uint8_t *data, uint32_t len)
{
	*piece = (struct uk_netbuf){
		.data = data,
		.len = len,
		.buffer = data,
		.capacity = len,
		.phys = ukplat_virt_to_phys(data),
		.release = release_piece,
	};
}

/* A copy in @count pieces of about the same length. */
static struct uk_netbuf *copy(struct uk_netbuf *packet, unsigned int count)
{
	unsigned int n = find_lent();
	uint32_t len = packet->len;
	uint32_t done = 0;

	if (n == LENT || packet->next || len > FRAME_MAX)
		return NULL;
	memcpy(lent[n], packet->data, len);
	lent_used[n] = true;
	for (unsigned int i = 0; i < count; i++) {
		uint32_t end = len * (i + 1) / count;

		describe(&pieces[n][i], lent[n] + done, end - done);
		pieces[n][i].next = i + 1 < count ? &pieces[n][i + 1] : NULL;
		done = end;
	}
	pieces[n][count - 1].owner = &lent_used[n];
	return pieces[n];
}

struct uk_netbuf *make_answer(struct uk_netbuf *packet, const uint8_t *mac)
{
	uint8_t way = packet->data[WAY_OFFSET];
	struct uk_netbuf *answer;

	turn_round(packet->data, mac);
	packet->flags = 0;
	if (way == WAY_IN_PLACE)
		return packet;
	answer = copy(packet, way == WAY_SCATTERED ? PIECES : 1);
	uk_netbuf_free(packet);
	return answer;
}

struct uk_netbuf *make_hello(const uint8_t *mac)
{
	static uint8_t frame[60];
	static struct uk_netbuf hello;

	memset(frame, 0xff, MAC);
	memcpy(frame + MAC, mac, MAC);
	frame[TYPE_OFFSET] = TYPE_HELLO >> 8;
	frame[TYPE_OFFSET + 1] = TYPE_HELLO & 0xff;
	describe(&hello, frame, sizeof(frame));
	return &hello;
}
