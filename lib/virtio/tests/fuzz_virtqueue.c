/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer target: a driver on one virtqueue, and a device whose every act the input chooses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uk/errno.h>

#include "fake_log.h"
#include "fake_virtio.h"

enum { BUFFERS = 64, BUFFER = 32, OPERATIONS_MAX = 4096 };

static struct fake_virtio fake;
static struct uk_virtqueue *queue;
static uint8_t memory[BUFFERS][BUFFER];
static uint32_t writable_of[BUFFERS]; /* of a buffer that the device has */
static bool lent[BUFFERS];
static unsigned int lent_count;
static struct fake_virtio_chain chains[BUFFERS];
static unsigned int chain_count;
static bool lies; /* from then on the ring means nothing to the device itself */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "broken promise: %s\n", what);
	abort();
}

static void notified(struct uk_virtio_device *dev, unsigned int index)
{
	(void)dev;
	require(index == 0, "queue index");
}

static void add(uint8_t choice)
{
	unsigned int n = choice % BUFFERS;
	unsigned int readable = choice >> 6, writable = choice >> 4 & 3;
	struct uk_virtio_segment segments[8];
	int error;

	if (lent[n] || readable + writable == 0)
		return;
	for (unsigned int i = 0; i < readable + writable; i++) {
		segments[i].phys = (uintptr_t)memory[n];
		segments[i].len = 1 + (choice + i) % BUFFER;
	}
	error = uk_virtqueue_add(queue, segments, readable, writable, memory[n]);
	require(error == 0 || error == -ENOSPC || error == -EIO, "result of add");
	if (error)
		return;
	lent[n] = true;
	lent_count++;
	writable_of[n] = 0;
	for (unsigned int i = readable; i < readable + writable; i++)
		writable_of[n] += segments[i].len;
}

static void give_back(uint8_t *buffer)
{
	size_t n = (size_t)(buffer - memory[0]) / BUFFER;

	require(n < BUFFERS && lent[n], "token was lent");
	lent[n] = false;
	lent_count--;
}

static void take(void)
{
	bool was_broken = fake.dev.broken;
	uint32_t len = UINT32_MAX;
	void *token = NULL;
	int taken = uk_virtqueue_take(queue, &token, &len);

	require(taken == 1 || taken == 0 || taken == -EIO, "result of take");
	require(taken != 1 || !was_broken, "nothing from a broken device");
	require((taken == -EIO) == fake.dev.broken, "-EIO means broken");
	if (taken != 1)
		return;
	require(len <= writable_of[((uint8_t *)token - memory[0]) / BUFFER], "length");
	give_back(token);
}

static void pop(void)
{
	if (!lies && chain_count < BUFFERS && fake_virtio_pop(&fake, 0, &chains[chain_count]))
		chain_count++;
}

/* A chain it has, with a length that fits: what a sane device does. */
static void use(uint8_t choice)
{
	struct fake_virtio_chain *chain;
	uint32_t len = 0;

	if (lies || chain_count == 0)
		return;
	chain = &chains[choice % chain_count];
	for (unsigned int i = chain->readable; i < chain->readable + chain->writable; i++)
		len += chain->parts[i].len;
	fake_virtio_use(&fake, 0, chain->id, len ? choice % (len + 1) : 0);
	*chain = chains[--chain_count];
}

/* Anything into the memory that the device may write. */
static void scribble(uint8_t where, uint8_t what)
{
	uint8_t *used = (uint8_t *)fake_virtio_used_flags(&fake, 0);
	size_t size = 6 + 8 * (size_t)fake.queues[0].layout.size;

	used[where % size] = what;
}

static void operate(uint8_t operation, uint8_t a, uint8_t b)
{
	switch (operation % 10) {
	case 0:
	case 1:
		add(a);
		break;
	case 2:
		uk_virtqueue_kick(queue);
		break;
	case 3:
	case 4:
		take();
		break;
	case 5:
		pop();
		break;
	case 6:
		use(a);
		break;
	case 7:
		lies = true;
		fake_virtio_use(&fake, 0, a, b);
		break;
	case 8:
		lies = true;
		scribble(a, b);
		break;
	default:
		if (a & 1)
			uk_virtqueue_interrupt_disable(queue);
		else
			uk_virtqueue_interrupt_enable(queue, 1 + b % 4);
	}
	require(uk_virtqueue_outstanding(queue) == lent_count, "count of outstanding buffers");
}

static bool begin(uint8_t features, uint8_t size)
{
	const struct uk_virtqueue_spec spec = { 0, 16, 4, notified };
	uint64_t offered = (features & 1 ? UK_VIRTIO_F_EVENT_IDX : 0) |
			   (features & 2 ? UK_VIRTIO_F_INDIRECT_DESC : 0);

	fake_virtio_init(&fake, UK_VIRTIO_TYPE_NET, offered);
	fake.dev.legacy = features & 4;
	fake.queues[0].size_max = features & 8 ? size * 257U : 1U << size % 6;
	fake_log_count = 0;
	memset(lent, 0, sizeof(lent));
	lent_count = chain_count = 0;
	lies = false;
	return uk_virtio_negotiate(&fake.dev, 0) == 0 &&
	       uk_virtio_interrupts_start(&fake.dev, 1) == 0 &&
	       uk_virtqueue_create(&fake.dev, &spec, &queue) == 0;
}

static void end(void)
{
	void *token;

	require(fake_log_count == fake.dev.broken, "one line for a broken device, else none");
	require(uk_virtio_reset(&fake.dev) == 0, "reset");
	while ((token = uk_virtqueue_detach(queue)))
		give_back(token);
	require(lent_count == 0, "every buffer came back");
	uk_virtqueue_destroy(queue);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2 || !begin(data[0], data[1]))
		return 0;
	data += 2;
	size -= 2;
	for (unsigned int i = 0; size >= 3 && i < OPERATIONS_MAX; i++, data += 3, size -= 3)
		operate(data[0], data[1], data[2]);
	end();
	return 0;
}
