/* SPDX-License-Identifier: BSD-3-Clause */
/* The driver's half of a split virtqueue: set-up, adding buffers, notifying the device. */
#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/assert.h>
#include <uk/errno.h>
#include <uk/plat/memory.h>
#include <uk/string.h>
#include <uk/virtqueue.h>

#include "virtqueue.h"

/* A shorter chain costs the device no more reads than an indirect table. */
enum { INDIRECT_MIN = 3 };

/* 2.7: alignment of the used ring; 2.7.2: the legacy interface puts it on the next page. */
enum { USED_ALIGNMENT = 4, LEGACY_ALIGNMENT = 4096 };

static size_t available_end(unsigned int size)
{
	/* Descriptors, then flags, index, ring and used_event. */
	return size * sizeof(struct virtqueue_descriptor) + 2 * (3 + (size_t)size);
}

static size_t used_offset(const struct uk_virtio_device *dev, unsigned int size)
{
	return UK_ALIGN_UP(available_end(size), dev->legacy ? LEGACY_ALIGNMENT : USED_ALIGNMENT);
}

static size_t shared_size(const struct uk_virtio_device *dev, unsigned int size)
{
	size_t used = 2 * 3 + size * sizeof(struct virtqueue_used_element);

	return UK_ALIGN_UP(used_offset(dev, size) + used, UK_PAGE_SIZE);
}

/* 0 after a line that says what the device answered wrongly. */
static unsigned int choose_size(struct uk_virtio_device *dev, const struct uk_virtqueue_spec *spec)
{
	uint32_t max = dev->ops->queue_size(dev, spec->index);

	if (max == 0)
		uk_virtio_break(dev, "a queue is missing");
	else if (max > UK_VIRTIO_QUEUE_SIZE_MAX)
		uk_virtio_break(dev, "queue size is too large");
	else if (!uk_is_power_of_two(max))
		uk_virtio_break(dev, "queue size is no power of two");
	return dev->broken ? 0 : uk_min(max, spec->size);
}

static int allocate_tables(struct uk_virtqueue *queue, unsigned int count)
{
	size_t size = count * UK_VIRTQUEUE_INDIRECT_MAX * sizeof(struct virtqueue_descriptor);

	if (count == 0 || !(queue->dev->features & UK_VIRTIO_F_INDIRECT_DESC))
		return 0;
	size = UK_ALIGN_UP(size, UK_PAGE_SIZE);
	queue->table_stack = uk_calloc(count, sizeof(*queue->table_stack));
	queue->tables = uk_memalign(UK_PAGE_SIZE, size);
	if (queue->table_stack == NULL || queue->tables == NULL)
		return -ENOMEM;
	memset(queue->tables, 0, size);
	while (queue->tables_free < count) {
		queue->table_stack[queue->tables_free] = queue->tables_free;
		queue->tables_free++;
	}
	return 0;
}

static int allocate_rings(struct uk_virtqueue *queue, unsigned int size)
{
	size_t bytes = shared_size(queue->dev, size);
	uint8_t *shared = uk_memalign(UK_PAGE_SIZE, bytes);

	if (shared == NULL)
		return -ENOMEM;
	memset(shared, 0, bytes);
	queue->descriptors = (struct virtqueue_descriptor *)shared;
	queue->available = (struct virtqueue_available *)(queue->descriptors + size);
	queue->used = (struct virtqueue_used *)(shared + used_offset(queue->dev, size));
	return 0;
}

static void fill_free_list(struct uk_virtqueue *queue, unsigned int size)
{
	queue->free_count = (uint16_t)size;
	for (unsigned int i = 0; i < size; i++) {
		queue->slots[i].next = (uint16_t)(i + 1);
		queue->slots[i].table = NO_TABLE;
	}
}

static int start(struct uk_virtqueue *queue)
{
	struct uk_virtqueue_layout layout = {
		.index = queue->index,
		.size = queue->mask + 1U,
		.descriptors = ukplat_virt_to_phys(queue->descriptors),
		.available = ukplat_virt_to_phys(queue->available),
		.used = ukplat_virt_to_phys(queue->used),
	};

	return queue->dev->ops->queue_start(queue->dev, &layout);
}

static struct uk_virtqueue *allocate(struct uk_virtio_device *dev,
				     const struct uk_virtqueue_spec *spec, unsigned int size)
{
	struct uk_virtqueue *queue;

	queue = uk_zalloc(sizeof(*queue) + size * sizeof(queue->slots[0]));
	if (queue == NULL)
		return NULL;
	queue->dev = dev;
	queue->notified = spec->notified;
	queue->index = spec->index;
	queue->mask = (uint16_t)(size - 1);
	queue->event_index = (dev->features & UK_VIRTIO_F_EVENT_IDX) != 0;
	fill_free_list(queue, size);
	return queue;
}

int uk_virtqueue_create(struct uk_virtio_device *dev, const struct uk_virtqueue_spec *spec,
			struct uk_virtqueue **out)
{
	struct uk_virtqueue *queue;
	unsigned int size;
	int error;

	UK_ASSERT(spec->index < UK_VIRTIO_QUEUES_MAX && dev->queues[spec->index] == NULL);
	UK_ASSERT(uk_is_power_of_two(spec->size));
	size = choose_size(dev, spec);
	if (size == 0)
		return -EIO;
	queue = allocate(dev, spec, size);
	if (queue == NULL)
		return -ENOMEM;
	error = allocate_rings(queue, size);
	if (error == 0)
		error = allocate_tables(queue, spec->indirect_tables);
	if (error == 0)
		error = start(queue);
	if (error) {
		uk_virtqueue_destroy(queue);
		return error;
	}
	dev->queues[spec->index] = queue;
	*out = queue;
	return 0;
}

void uk_virtqueue_destroy(struct uk_virtqueue *queue)
{
	if (queue == NULL)
		return;
	UK_ASSERT(queue->outstanding == 0);
	if (queue->dev->queues[queue->index] == queue)
		queue->dev->queues[queue->index] = NULL;
	uk_free(queue->table_stack);
	uk_free(queue->tables);
	uk_free(queue->descriptors);
	uk_free(queue);
}

unsigned int uk_virtqueue_size(const struct uk_virtqueue *queue)
{
	return queue->mask + 1U;
}

unsigned int uk_virtqueue_outstanding(const struct uk_virtqueue *queue)
{
	return queue->outstanding;
}

static void write_descriptor(struct virtqueue_descriptor *descriptor,
			     const struct uk_virtio_segment *segment, bool writable, bool last,
			     uint16_t next)
{
	descriptor->phys = segment->phys;
	descriptor->len = segment->len;
	descriptor->flags =
		(uint16_t)((writable ? DESCRIPTOR_WRITE : 0) | (last ? 0 : DESCRIPTOR_NEXT));
	descriptor->next = last ? 0 : next;
}

/* 2.7.5.3: the ring's descriptor points to a table of its own. Takes one slot. */
static uint16_t write_indirect(struct uk_virtqueue *queue, const struct uk_virtio_segment *segments,
			       unsigned int readable, unsigned int count)
{
	uint16_t head = queue->free_head;
	uint16_t number = queue->table_stack[--queue->tables_free];
	struct virtqueue_descriptor *table = queue->tables + number * UK_VIRTQUEUE_INDIRECT_MAX;

	for (unsigned int i = 0; i < count; i++)
		write_descriptor(&table[i], &segments[i], i >= readable, i + 1 == count,
				 (uint16_t)(i + 1));
	queue->descriptors[head].phys = ukplat_virt_to_phys(table);
	queue->descriptors[head].len = count * (uint32_t)sizeof(*table);
	queue->descriptors[head].flags = DESCRIPTOR_INDIRECT;
	queue->descriptors[head].next = 0;
	queue->free_head = queue->slots[head].next;
	queue->slots[head].table = number;
	return head;
}

static uint16_t write_chain(struct uk_virtqueue *queue, const struct uk_virtio_segment *segments,
			    unsigned int readable, unsigned int count)
{
	uint16_t head = queue->free_head;
	uint16_t slot = head;

	for (unsigned int i = 0; i < count; i++) {
		uint16_t next = queue->slots[slot].next;

		write_descriptor(&queue->descriptors[slot], &segments[i], i >= readable,
				 i + 1 == count, next);
		slot = next;
	}
	queue->free_head = slot;
	return head;
}

static uint32_t bytes_of(const struct uk_virtio_segment *segments, unsigned int count)
{
	uint32_t bytes = 0;

	while (count-- > 0)
		bytes += segments[count].len;
	return bytes;
}

int uk_virtqueue_add(struct uk_virtqueue *queue, const struct uk_virtio_segment *segments,
		     unsigned int readable, unsigned int writable, void *token)
{
	unsigned int count = readable + writable;
	bool indirect = count >= INDIRECT_MIN && count <= UK_VIRTQUEUE_INDIRECT_MAX &&
			queue->tables_free > 0;
	unsigned int slots = indirect ? 1 : count;
	struct virtqueue_slot *slot;
	uint16_t head;

	UK_ASSERT(token != NULL && count >= 1);
	if (uk_unlikely(queue->dev->broken))
		return -EIO;
	if (slots > queue->free_count)
		return -ENOSPC;
	head = indirect ? write_indirect(queue, segments, readable, count)
			: write_chain(queue, segments, readable, count);
	slot = &queue->slots[head];
	slot->token = token;
	slot->writable = bytes_of(segments + readable, writable);
	slot->count = (uint16_t)slots;
	queue->free_count = (uint16_t)(queue->free_count - slots);
	queue->outstanding++;
	shared_write16(&queue->available->ring[queue->available_index & queue->mask], head);
	queue->available_index++;
	return 0;
}

/* 2.7.10: whether the index that the other side waits for lies in [from, to). */
static bool event_passed(uint16_t event, uint16_t from, uint16_t to)
{
	return (uint16_t)(to - event - 1) < (uint16_t)(to - from);
}

/* Where the device may be waiting: it has at most the queue's size before it, and was notified at kicked. */
static uint16_t first_unnoticed(const struct uk_virtqueue *queue)
{
	uint16_t unnoticed = (uint16_t)(queue->published - queue->kicked);

	return (uint16_t)(queue->published - uk_min(unnoticed, uk_virtqueue_size(queue)));
}

static bool wants_notification(const struct uk_virtqueue *queue)
{
	if (queue->event_index)
		return event_passed(shared_read16(virtqueue_available_event(queue)),
				    first_unnoticed(queue), queue->published);
	return !(shared_read16(&queue->used->flags) & USED_NO_NOTIFY);
}

static void publish(struct uk_virtqueue *queue)
{
	/* Descriptors and ring before the index; pairs with the device's read barrier between
	 * reading the index and the ring (2.7.13.3.1). */
	ukarch_wmb();
	queue->published = queue->available_index;
	shared_write16(&queue->available->index, queue->published);
	/* The index before looking whether the device sleeps; pairs with the device, which asks for
	 * notifications, then looks at the index again (2.7.13.4.1). */
	ukarch_mb();
}

/*
 * All that was published since the last notification counts, not only what is new: QEMU that emulates one
 * CPU drops that barrier, while its device runs in another thread, and a request can be seen too late. The
 * next look then still sees it.
 */
void uk_virtqueue_kick(struct uk_virtqueue *queue)
{
	if (queue->dev->broken)
		return;
	if (queue->published != queue->available_index)
		publish(queue);
	if (queue->kicked == queue->published || !wants_notification(queue))
		return;
	queue->kicked = queue->published;
	queue->dev->ops->notify(queue->dev, queue->index);
}
