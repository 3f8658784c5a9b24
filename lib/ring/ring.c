/* SPDX-License-Identifier: BSD-3-Clause */
/* Byte ring for one producer and one consumer: free-running indices, one copy each way. */
#include <uk/errno.h>
#include <uk/ring.h>
#include <uk/string.h>

static void copy_in(struct uk_ring *ring, size_t head, const uint8_t *data, size_t len)
{
	size_t start = head & ring->mask;
	size_t first = uk_min(len, ring->mask + 1 - start);

	memcpy(ring->buffer + start, data, first);
	memcpy(ring->buffer, data + first, len - first);
}

static void copy_out(const struct uk_ring *ring, size_t tail, uint8_t *data, size_t len)
{
	size_t start = tail & ring->mask;
	size_t first = uk_min(len, ring->mask + 1 - start);

	memcpy(data, ring->buffer + start, first);
	memcpy(data + first, ring->buffer, len - first);
}

int uk_ring_init(struct uk_ring *ring, void *buffer, size_t size)
{
	if (!uk_is_power_of_two(size))
		return -EINVAL;

	ring->buffer = buffer;
	ring->mask = size - 1;
	atomic_init(&ring->head, 0);
	atomic_init(&ring->tail, 0);
	return 0;
}

size_t uk_ring_write(struct uk_ring *ring, const void *data, size_t len)
{
	size_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
	/* Pairs with the release in uk_ring_read(): the consumer is done with the bytes we overwrite. */
	size_t tail = atomic_load_explicit(&ring->tail, memory_order_acquire);
	size_t space = ring->mask + 1 - (head - tail);

	len = uk_min(len, space);
	copy_in(ring, head, data, len);
	/* Pairs with the acquire in uk_ring_read(): the bytes are there before the index says so. */
	atomic_store_explicit(&ring->head, head + len, memory_order_release);
	return len;
}

size_t uk_ring_read(struct uk_ring *ring, void *data, size_t len)
{
	size_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
	/* Pairs with the release in uk_ring_write(). */
	size_t head = atomic_load_explicit(&ring->head, memory_order_acquire);

	len = uk_min(len, head - tail);
	copy_out(ring, tail, data, len);
	/* Pairs with the acquire in uk_ring_write(). */
	atomic_store_explicit(&ring->tail, tail + len, memory_order_release);
	return len;
}
