/* SPDX-License-Identifier: BSD-3-Clause */
/* A scripted virtio device on the transport interface: sane unless told otherwise, in every way it can be bad. */
#ifndef FAKE_VIRTIO_H
#define FAKE_VIRTIO_H

#include <uk/virtqueue.h>

enum { FAKE_VIRTIO_QUEUES = 4, FAKE_VIRTIO_CONFIG = 64, FAKE_VIRTIO_PARTS = 32 };

/* A chain as the device sees it. */
struct fake_virtio_chain {
	uint16_t id;
	unsigned int readable;
	unsigned int writable;
	bool indirect;
	struct {
		uint8_t *data;
		uint32_t len;
	} parts[FAKE_VIRTIO_PARTS];
};

struct fake_virtio_queue {
	uint32_t size_max; /* what queue_size() answers */
	bool started;
	struct uk_virtqueue_layout layout;
	uint16_t available_index; /* next to pop */
	uint16_t used_index;
	unsigned int notifications;
	unsigned int interrupts;
};

struct fake_virtio {
	struct uk_virtio_device dev;
	struct fake_virtio_queue queues[FAKE_VIRTIO_QUEUES];

	/* Script. */
	uint64_t offered;
	uint8_t config[FAKE_VIRTIO_CONFIG];
	uint32_t config_size;
	bool refuses_features;
	bool never_resets;
	bool generation_runs;
	int queue_start_error;
	int interrupts_error;

	/* Seen. */
	uint8_t status;
	uint64_t accepted;
	uint32_t generation;
	unsigned int resets;
	bool interrupts_on;
};

/* A device of @type with 256-entry queues that offers VERSION_1 and @features. */
void fake_virtio_init(struct fake_virtio *fake, uint32_t type, uint64_t features);

/* The next chain the driver published; false when there is none. */
bool fake_virtio_pop(struct fake_virtio *fake, unsigned int queue, struct fake_virtio_chain *chain);

/* Give a chain back, in order; the driver sees it at fake_virtio_publish(). */
void fake_virtio_push(struct fake_virtio *fake, unsigned int queue, uint32_t id, uint32_t len);
void fake_virtio_publish(struct fake_virtio *fake, unsigned int queue);

/* Push, publish, and interrupt if the driver wants one. */
void fake_virtio_use(struct fake_virtio *fake, unsigned int queue, uint32_t id, uint32_t len);

/* Interrupt if what was published since @from asks for it. */
void fake_virtio_interrupt(struct fake_virtio *fake, unsigned int queue, uint16_t from);

/* Shared words, to be overwritten at will. */
uint16_t *fake_virtio_used_index(struct fake_virtio *fake, unsigned int queue);
uint16_t *fake_virtio_used_flags(struct fake_virtio *fake, unsigned int queue);
uint16_t *fake_virtio_available_event(struct fake_virtio *fake, unsigned int queue);
uint16_t *fake_virtio_used_event(struct fake_virtio *fake, unsigned int queue);

#endif
