/* SPDX-License-Identifier: BSD-3-Clause */
/* Split virtqueues (virtio 1.2, 2.7): give buffers to a device, take them back. */
#ifndef UK_VIRTQUEUE_H
#define UK_VIRTQUEUE_H

#include <uk/virtio.h>

/* A piece of a buffer. */
struct uk_virtio_segment {
	uint64_t phys;
	uint32_t len; /* bytes, not 0 */
};

struct uk_virtqueue_spec {
	unsigned int index; /* below UK_VIRTIO_QUEUES_MAX */
	unsigned int size;  /* entries wanted at most, a power of two; the device may allow less */
	unsigned int indirect_tables; /* 0: chains alone */
	/* Used buffers may wait. ISR. */
	void (*notified)(struct uk_virtio_device *dev, unsigned int index);
};

/* Entries of one indirect table, and so the longest chain that takes one slot. */
enum { UK_VIRTQUEUE_INDIRECT_MAX = 20 };

/**
 * uk_virtqueue_create() - set up a queue and hand it to the device.
 * @dev:  negotiated, interrupts started, not ready yet.
 * @spec: what is wanted.
 * @out:  receives the queue.
 *
 * Context: thread.
 * Return: 0, -ENOMEM, -EIO (no such queue, a size that is no power of two or too large).
 */
UK_API int uk_virtqueue_create(struct uk_virtio_device *dev, const struct uk_virtqueue_spec *spec,
			       struct uk_virtqueue **out);

/* Free a queue after a reset, all buffers detached. NULL is allowed. Context: thread. */
UK_API void uk_virtqueue_destroy(struct uk_virtqueue *queue);

/**
 * uk_virtqueue_detach() - take an outstanding buffer back after a reset.
 *
 * Context: thread. Return: its token, or NULL when none is left.
 */
UK_API void *uk_virtqueue_detach(struct uk_virtqueue *queue);

/* Entries. Context: any. */
UK_API unsigned int uk_virtqueue_size(const struct uk_virtqueue *queue);

/* Buffers the device has. Context: as the queue's calls. */
UK_API unsigned int uk_virtqueue_outstanding(const struct uk_virtqueue *queue);

/**
 * uk_virtqueue_add() - put a buffer into the ring; the device sees it at the next kick.
 * @queue:    the caller is the only one on it.
 * @segments: first those the device reads, then those it writes.
 * @readable: how many of the first kind.
 * @writable: how many of the second; 1 to the queue's size in all.
 * @token:    what uk_virtqueue_take() gives back; not NULL.
 *
 * Context: any; never sleeps. Return: 0, -ENOSPC when there is no room now, -EIO when broken.
 */
UK_API int uk_virtqueue_add(struct uk_virtqueue *queue, const struct uk_virtio_segment *segments,
			    unsigned int readable, unsigned int writable, void *token);

/* Publish what was added, and notify the device if it wants that, or wanted it unseen. Context: any. */
UK_API void uk_virtqueue_kick(struct uk_virtqueue *queue);

/**
 * uk_virtqueue_take() - a buffer that the device is done with.
 * @queue: the caller is the only one on it.
 * @token: receives the token.
 * @len:   receives how many bytes the device says it wrote, at most those of the writable segments;
 *	   whether it did is another question.
 *
 * Context: any; never sleeps. Return: 1, 0 when there is none, -EIO when broken.
 */
UK_API int uk_virtqueue_take(struct uk_virtqueue *queue, void **token, uint32_t *len);

/* Ask for no interrupt; one may still come. Context: any. */
UK_API void uk_virtqueue_interrupt_disable(struct uk_virtqueue *queue);

/**
 * uk_virtqueue_interrupt_enable() - interrupt when @after more buffers are used.
 * @queue: the caller is the only one on it.
 * @after: 1 to the outstanding buffers; more than 1 is a wish that some devices do not honour.
 *
 * Context: any.
 * Return: true; false when that many are already used: the caller takes them instead of waiting.
 */
UK_API bool uk_virtqueue_interrupt_enable(struct uk_virtqueue *queue, unsigned int after);

#endif
