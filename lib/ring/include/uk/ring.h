/* SPDX-License-Identifier: BSD-3-Clause */
/* Byte ring for one producer and one consumer. */
#ifndef UK_RING_H
#define UK_RING_H

#include <stdatomic.h>

#include <uk/base.h>

/* Each index has a cache line of its own. NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
struct uk_ring {
	/* Constant after uk_ring_init(). */
	uint8_t *buffer;
	size_t mask;

	/* Written by the producer alone: bytes put in since the start. */
	_Alignas(UK_CACHE_LINE) _Atomic size_t head;

	/* Written by the consumer alone: bytes taken out since the start. */
	_Alignas(UK_CACHE_LINE) _Atomic size_t tail;
};

/**
 * uk_ring_init() - start an empty ring on the caller's buffer.
 * @ring:   not in use by anyone.
 * @buffer: @size bytes, owned by the ring until the last call on it.
 * @size:   capacity in bytes, a power of two.
 *
 * Context: any; not concurrently with another call on @ring.
 * Return: 0, or -EINVAL if @size is not a power of two.
 */
UK_API int uk_ring_init(struct uk_ring *ring, void *buffer, size_t size);

/**
 * uk_ring_write() - put in as many bytes as fit.
 * @ring: the caller is its only producer.
 * @data: @len bytes, copied.
 *
 * Context: thread or interrupt; never sleeps, takes no lock.
 * Return: bytes taken, from 0 (full) to @len.
 */
UK_API size_t uk_ring_write(struct uk_ring *ring, const void *data, size_t len);

/**
 * uk_ring_read() - take out as many bytes as there are.
 * @ring: the caller is its only consumer.
 * @data: room for @len bytes.
 *
 * Context: thread or interrupt; never sleeps, takes no lock.
 * Return: bytes copied to @data, from 0 (empty) to @len.
 */
UK_API size_t uk_ring_read(struct uk_ring *ring, void *data, size_t len);

#endif
