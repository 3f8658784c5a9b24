/* SPDX-License-Identifier: BSD-3-Clause */
/* Layout of a split virtqueue in shared memory, and what the driver keeps to itself. */
#ifndef VIRTQUEUE_PRIVATE_H
#define VIRTQUEUE_PRIVATE_H

#include <stdatomic.h>

#include <uk/virtqueue.h>

/* virtio 1.2, 2.7.5 */
struct virtqueue_descriptor {
	uint64_t phys;
	uint32_t len;
	uint16_t flags; /* DESCRIPTOR_* */
	uint16_t next;
};

enum { DESCRIPTOR_NEXT = 1, DESCRIPTOR_WRITE = 2, DESCRIPTOR_INDIRECT = 4 };

/* 2.7.6; the word behind the ring is used_event. */
struct virtqueue_available {
	_Atomic uint16_t flags; /* AVAILABLE_NO_INTERRUPT */
	_Atomic uint16_t index;
	_Atomic uint16_t ring[];
};

enum { AVAILABLE_NO_INTERRUPT = 1 };

/* 2.7.8 */
struct virtqueue_used_element {
	_Atomic uint32_t id;
	_Atomic uint32_t len;
};

/* The word behind the ring is avail_event. */
struct virtqueue_used {
	_Atomic uint16_t flags; /* USED_NO_NOTIFY */
	_Atomic uint16_t index;
	struct virtqueue_used_element ring[];
};

enum { USED_NO_NOTIFY = 1 };

_Static_assert(sizeof(struct virtqueue_descriptor) == 16, "2.7.5");
_Static_assert(offsetof(struct virtqueue_descriptor, len) == 8, "2.7.5");
_Static_assert(offsetof(struct virtqueue_descriptor, flags) == 12, "2.7.5");
_Static_assert(offsetof(struct virtqueue_descriptor, next) == 14, "2.7.5");
_Static_assert(offsetof(struct virtqueue_available, index) == 2, "2.7.6");
_Static_assert(offsetof(struct virtqueue_available, ring) == 4, "2.7.6");
_Static_assert(sizeof(struct virtqueue_used_element) == 8, "2.7.8");
_Static_assert(offsetof(struct virtqueue_used, index) == 2, "2.7.8");
_Static_assert(offsetof(struct virtqueue_used, ring) == 4, "2.7.8");

enum { NO_TABLE = 0xffff };

/* What the driver knows of a descriptor; the shared table is only ever written. */
struct virtqueue_slot {
	void *token;	   /* head of an outstanding chain, else NULL */
	uint32_t writable; /* bytes the device may write */
	uint16_t count;	   /* descriptors of the chain */
	uint16_t next;	   /* in the chain, or in the free list */
	uint16_t table;	   /* indirect table in use, or NO_TABLE */
};

struct uk_virtqueue {
	/* Constant after creation. */
	struct uk_virtio_device *dev;
	void (*notified)(struct uk_virtio_device *dev, unsigned int index);
	unsigned int index;
	uint16_t mask;
	bool event_index;
	struct virtqueue_descriptor *descriptors;
	struct virtqueue_available *available;
	struct virtqueue_used *used;
	struct virtqueue_descriptor *tables; /* indirect, or NULL */

	/* The caller's, one at a time. */
	uint16_t free_head;
	uint16_t free_count;
	uint16_t outstanding;	  /* chains that the device has */
	uint16_t available_index; /* next to fill */
	uint16_t published;	  /* what the device was told last */
	uint16_t kicked;	  /* what was published when it was notified last */
	uint16_t used_index;	  /* next to take */
	uint16_t used_seen;	  /* what the device said last */
	uint16_t tables_free;
	uint16_t *table_stack;
	struct virtqueue_slot slots[];
};

static inline _Atomic uint16_t *virtqueue_used_event(const struct uk_virtqueue *queue)
{
	return &queue->available->ring[queue->mask + 1];
}

static inline _Atomic uint16_t *virtqueue_available_event(const struct uk_virtqueue *queue)
{
	return (_Atomic uint16_t *)&queue->used->ring[queue->mask + 1];
}

static inline uint16_t shared_read16(const _Atomic uint16_t *word)
{
	return atomic_load_explicit(word, memory_order_relaxed);
}

static inline void shared_write16(_Atomic uint16_t *word, uint16_t value)
{
	atomic_store_explicit(word, value, memory_order_relaxed);
}

#endif
