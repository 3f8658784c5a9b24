/* SPDX-License-Identifier: BSD-3-Clause */
/* The scripted virtio device: transport operations, and the device's half of split queues. */
#include <assert.h>
#include <string.h>

#include "fake_virtio.h"

enum { NEXT = 1, WRITE = 2, INDIRECT = 4 };

struct descriptor {
	uint64_t phys;
	uint32_t len;
	uint16_t flags;
	uint16_t next;
};

static struct fake_virtio *fake_of(struct uk_virtio_device *dev)
{
	return uk_container_of(dev, struct fake_virtio, dev);
}

static uint8_t get_status(struct uk_virtio_device *dev)
{
	return fake_of(dev)->status;
}

static void reset(struct fake_virtio *fake)
{
	fake->resets++;
	fake->status = fake->never_resets ? fake->status | 1 : 0;
	for (unsigned int i = 0; i < FAKE_VIRTIO_QUEUES; i++) {
		uint32_t size_max = fake->queues[i].size_max;

		fake->queues[i] = (struct fake_virtio_queue){ .size_max = size_max };
	}
}

static void set_status(struct uk_virtio_device *dev, uint8_t status)
{
	struct fake_virtio *fake = fake_of(dev);

	if (fake->refuses_features)
		status &= (uint8_t)~UK_VIRTIO_FEATURES_OK;
	if (status == 0)
		reset(fake);
	else
		fake->status = status;
}

static uint64_t get_features(struct uk_virtio_device *dev)
{
	return fake_of(dev)->offered;
}

static void set_features(struct uk_virtio_device *dev, uint64_t features)
{
	fake_of(dev)->accepted = features;
}

static uint32_t config_generation(struct uk_virtio_device *dev)
{
	struct fake_virtio *fake = fake_of(dev);

	return fake->generation_runs ? fake->generation++ : fake->generation;
}

static uint32_t config_size(struct uk_virtio_device *dev)
{
	return fake_of(dev)->config_size;
}

static uint32_t config_read(struct uk_virtio_device *dev, uint32_t offset, unsigned int width)
{
	struct fake_virtio *fake = fake_of(dev);
	uint32_t value = 0;

	assert(offset + width <= fake->config_size);
	memcpy(&value, fake->config + offset, width);
	return value;
}

static uint32_t queue_size(struct uk_virtio_device *dev, unsigned int index)
{
	return index < FAKE_VIRTIO_QUEUES ? fake_of(dev)->queues[index].size_max : 0;
}

static int queue_start(struct uk_virtio_device *dev, const struct uk_virtqueue_layout *layout)
{
	struct fake_virtio *fake = fake_of(dev);

	if (fake->queue_start_error)
		return fake->queue_start_error;
	fake->queues[layout->index].layout = *layout;
	fake->queues[layout->index].started = true;
	return 0;
}

static void notify(struct uk_virtio_device *dev, unsigned int index)
{
	fake_of(dev)->queues[index].notifications++;
}

static int interrupts_start(struct uk_virtio_device *dev, unsigned int queues)
{
	struct fake_virtio *fake = fake_of(dev);

	(void)queues;
	if (fake->interrupts_error)
		return fake->interrupts_error;
	fake->interrupts_on = true;
	return 0;
}

static void interrupts_stop(struct uk_virtio_device *dev)
{
	fake_of(dev)->interrupts_on = false;
}

static const struct uk_virtio_transport_ops fake_ops = {
	.get_status = get_status,
	.set_status = set_status,
	.get_features = get_features,
	.set_features = set_features,
	.config_generation = config_generation,
	.config_size = config_size,
	.config_read = config_read,
	.queue_size = queue_size,
	.queue_start = queue_start,
	.notify = notify,
	.interrupts_start = interrupts_start,
	.interrupts_stop = interrupts_stop,
};

void fake_virtio_init(struct fake_virtio *fake, uint32_t type, uint64_t features)
{
	memset(fake, 0, sizeof(*fake));
	fake->dev.ops = &fake_ops;
	fake->dev.type = type;
	strcpy(fake->dev.name, "fake");
	fake->offered = features | UK_VIRTIO_F_VERSION_1;
	fake->config_size = FAKE_VIRTIO_CONFIG;
	for (unsigned int i = 0; i < FAKE_VIRTIO_QUEUES; i++)
		fake->queues[i].size_max = 256;
}

static uint16_t *available(struct fake_virtio_queue *queue)
{
	return (uint16_t *)(uintptr_t)queue->layout.available;
}

static uint16_t *used(struct fake_virtio_queue *queue)
{
	return (uint16_t *)(uintptr_t)queue->layout.used;
}

static void add_part(struct fake_virtio_chain *chain, const struct descriptor *descriptor)
{
	unsigned int count = chain->readable + chain->writable;

	assert(count < FAKE_VIRTIO_PARTS && descriptor->len > 0);
	chain->parts[count].data = (uint8_t *)(uintptr_t)descriptor->phys;
	chain->parts[count].len = descriptor->len;
	if (descriptor->flags & WRITE) {
		chain->writable++;
		return;
	}
	/* 2.7.4.2: what the device reads comes first. */
	assert(chain->writable == 0);
	chain->readable++;
}

static void walk(const struct descriptor *table, unsigned int size, unsigned int at,
		 struct fake_virtio_chain *chain)
{
	for (unsigned int steps = 0;; steps++) {
		const struct descriptor *descriptor = &table[at];

		assert(at < size && steps < size);
		if (descriptor->flags & INDIRECT) {
			assert(!chain->indirect && !(descriptor->flags & NEXT));
			chain->indirect = true;
			walk((const struct descriptor *)(uintptr_t)descriptor->phys,
			     descriptor->len / (uint32_t)sizeof(*descriptor), 0, chain);
			return;
		}
		add_part(chain, descriptor);
		if (!(descriptor->flags & NEXT))
			return;
		at = descriptor->next;
	}
}

bool fake_virtio_pop(struct fake_virtio *fake, unsigned int index, struct fake_virtio_chain *chain)
{
	struct fake_virtio_queue *queue = &fake->queues[index];

	if (!queue->started || available(queue)[1] == queue->available_index)
		return false;
	memset(chain, 0, sizeof(*chain));
	chain->id = available(queue)[2 + queue->available_index++ % queue->layout.size];
	walk((const struct descriptor *)(uintptr_t)queue->layout.descriptors, queue->layout.size,
	     chain->id, chain);
	return true;
}

void fake_virtio_push(struct fake_virtio *fake, unsigned int index, uint32_t id, uint32_t len)
{
	struct fake_virtio_queue *queue = &fake->queues[index];
	uint32_t *ring = (uint32_t *)(void *)(used(queue) + 2);
	unsigned int at = queue->used_index++ % queue->layout.size;

	ring[2 * at] = id;
	ring[2 * at + 1] = len;
}

void fake_virtio_publish(struct fake_virtio *fake, unsigned int index)
{
	*fake_virtio_used_index(fake, index) = fake->queues[index].used_index;
}

void fake_virtio_interrupt(struct fake_virtio *fake, unsigned int index, uint16_t from)
{
	struct fake_virtio_queue *queue = &fake->queues[index];
	uint16_t to = queue->used_index;
	uint16_t event = *fake_virtio_used_event(fake, index);
	bool wanted = fake->accepted & UK_VIRTIO_F_EVENT_IDX
			      ? (uint16_t)(to - event - 1) < (uint16_t)(to - from)
			      : available(queue)[0] == 0;

	if (!wanted || !fake->interrupts_on)
		return;
	queue->interrupts++;
	uk_virtio_queue_interrupt(&fake->dev, index);
}

void fake_virtio_use(struct fake_virtio *fake, unsigned int index, uint32_t id, uint32_t len)
{
	uint16_t from = fake->queues[index].used_index;

	fake_virtio_push(fake, index, id, len);
	fake_virtio_publish(fake, index);
	fake_virtio_interrupt(fake, index, from);
}

uint16_t *fake_virtio_used_index(struct fake_virtio *fake, unsigned int index)
{
	return used(&fake->queues[index]) + 1;
}

uint16_t *fake_virtio_used_flags(struct fake_virtio *fake, unsigned int index)
{
	return used(&fake->queues[index]);
}

uint16_t *fake_virtio_available_event(struct fake_virtio *fake, unsigned int index)
{
	struct fake_virtio_queue *queue = &fake->queues[index];

	return used(queue) + 2 + 4 * queue->layout.size;
}

uint16_t *fake_virtio_used_event(struct fake_virtio *fake, unsigned int index)
{
	struct fake_virtio_queue *queue = &fake->queues[index];

	return available(queue) + 2 + queue->layout.size;
}
