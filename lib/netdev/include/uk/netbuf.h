/* SPDX-License-Identifier: BSD-3-Clause */
/* Packet buffers: chains of parts in pools of whole pages, handed over without a copy. */
#ifndef UK_NETBUF_H
#define UK_NETBUF_H

#include <uk/base.h>
#include <uk/list.h>
#include <uk/plat/spinlock.h>

/* Offload requests (transmit) and findings (receive) of a packet; on its first part alone. */
enum uk_netbuf_flags {
	UK_NETBUF_CHECKSUM_PARTIAL = 1U << 0, /* from checksum_start, store at + checksum_offset */
	UK_NETBUF_CHECKSUM_VALID = 1U << 1,   /* the device has verified it */
};

struct uk_netbuf {
	/* Next part of the same packet, or NULL. */
	struct uk_netbuf *next;
	uint8_t *data; /* first byte of this part */
	uint32_t len;  /* bytes of this part */

	/* The room around data: [buffer, buffer + capacity). */
	uint8_t *buffer;
	uint32_t capacity;
	uint64_t phys; /* of buffer, for devices; the buffer is contiguous */

	uint16_t flags;
	uint16_t checksum_start;  /* bytes from the packet's first */
	uint16_t checksum_offset; /* bytes from checksum_start */
	uint16_t gso_size;	  /* payload bytes per segment, 0: no segmentation */

	/* Frees this part alone, any context. A stack that lends its own memory sets its own. */
	void (*release)(struct uk_netbuf *part);
	void *owner;
};

struct uk_netbuf_pool;

/**
 * uk_netbuf_pool_create() - buffers of one size on pages that hold nothing else.
 * @count:    buffers.
 * @size:     bytes each, headroom included; two fit a page at 2048.
 * @headroom: bytes in front of data of a fresh buffer.
 * @out:      receives the pool.
 *
 * Pages are zeroed when they enter the pool, so that one can be granted or mapped for a device without
 * showing a neighbour's bytes.
 *
 * Context: thread. Return: 0, -EINVAL, -ENOMEM.
 */
UK_API int uk_netbuf_pool_create(unsigned int count, uint32_t size, uint32_t headroom,
				 struct uk_netbuf_pool **out);

/* All buffers must be back. Context: thread. */
UK_API void uk_netbuf_pool_destroy(struct uk_netbuf_pool *pool);

/* A buffer with len 0 and data behind the headroom, or NULL. Context: any. */
UK_API struct uk_netbuf *uk_netbuf_allocate(struct uk_netbuf_pool *pool);

/* Buffers that uk_netbuf_allocate() could give now. Context: any. */
UK_API unsigned int uk_netbuf_available(struct uk_netbuf_pool *pool);

/**
 * uk_netbuf_pool_set_refilled() - who hears that an empty pool has a buffer again.
 * @pool:     in use by nobody yet.
 * @refilled: called after the release, in the context of whoever released: a driver that ran out of
 *	      receive buffers goes on.
 * @arg:      for @refilled.
 *
 * Context: thread.
 */
UK_API void uk_netbuf_pool_set_refilled(struct uk_netbuf_pool *pool, void (*refilled)(void *arg),
					void *arg);

/* Release every part of a packet. Context: any. */
UK_API void uk_netbuf_free(struct uk_netbuf *packet);

/* Bytes of all parts. Context: any. */
UK_API size_t uk_netbuf_length(const struct uk_netbuf *packet);

#endif
