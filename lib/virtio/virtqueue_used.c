/* SPDX-License-Identifier: BSD-3-Clause */
/* Taking used buffers back from the device: everything it wrote is read once and checked. */
#include <uk/arch/cpu.h>
#include <uk/errno.h>
#include <uk/virtqueue.h>

#include "virtqueue.h"

static void release_table(struct uk_virtqueue *queue, struct virtqueue_slot *slot)
{
	if (slot->table == NO_TABLE)
		return;
	queue->table_stack[queue->tables_free++] = slot->table;
	slot->table = NO_TABLE;
}

/* Back to the free list, by what the driver remembers of the chain. */
static void *release_chain(struct uk_virtqueue *queue, uint16_t head)
{
	struct virtqueue_slot *slot = &queue->slots[head];
	void *token = slot->token;
	uint16_t last = head;

	for (uint16_t i = 1; i < slot->count; i++)
		last = queue->slots[last].next;
	queue->slots[last].next = queue->free_head;
	queue->free_head = head;
	queue->free_count = (uint16_t)(queue->free_count + slot->count);
	queue->outstanding--;
	release_table(queue, slot);
	slot->token = NULL;
	return token;
}

/* Whether there is something to take; looks at the shared index only when the last look is used up. */
static int look(struct uk_virtqueue *queue)
{
	uint16_t index;

	if (queue->used_index != queue->used_seen)
		return 1;
	index = shared_read16(&queue->used->index);
	if (index == queue->used_seen)
		return 0;
	/* Indices run freely; both a jump and a step back give a distance beyond what is out. */
	if ((uint16_t)(index - queue->used_seen) > queue->outstanding)
		return uk_virtio_break(queue->dev, "used index is out of range");
	queue->used_seen = index;
	/* The index before the elements; pairs with the device's write barrier between writing the
	 * elements and the index (2.7.14). */
	ukarch_rmb();
	return 1;
}

/* 2.7.8.2: legacy devices set the length carelessly where they write nothing. */
static bool length_is_sane(const struct uk_virtqueue *queue, const struct virtqueue_slot *slot,
			   uint32_t *len)
{
	if (queue->dev->legacy && slot->writable == 0)
		*len = 0;
	return *len <= slot->writable;
}

int uk_virtqueue_take(struct uk_virtqueue *queue, void **token, uint32_t *len)
{
	struct virtqueue_used_element *element;
	uint32_t id;
	int found;

	if (uk_unlikely(queue->dev->broken))
		return -EIO;
	found = look(queue);
	if (found <= 0)
		return found;
	element = &queue->used->ring[queue->used_index & queue->mask];
	id = atomic_load_explicit(&element->id, memory_order_relaxed);
	*len = atomic_load_explicit(&element->len, memory_order_relaxed);
	if (id > queue->mask)
		return uk_virtio_break(queue->dev, "used id is out of range");
	if (queue->slots[id].token == NULL)
		return uk_virtio_break(queue->dev, "used id is not outstanding");
	if (!length_is_sane(queue, &queue->slots[id], len))
		return uk_virtio_break(queue->dev, "used length exceeds the buffer");
	queue->used_index++;
	*token = release_chain(queue, (uint16_t)id);
	return 1;
}

void *uk_virtqueue_detach(struct uk_virtqueue *queue)
{
	for (unsigned int i = 0; queue->outstanding && i <= queue->mask; i++) {
		if (queue->slots[i].token)
			return release_chain(queue, (uint16_t)i);
	}
	return NULL;
}

void uk_virtqueue_interrupt_disable(struct uk_virtqueue *queue)
{
	/* 2.7.7.1: with event indices flags stay 0. An event just behind us comes round after 65535
	 * more buffers: one needless interrupt then. */
	if (queue->event_index)
		shared_write16(virtqueue_used_event(queue), (uint16_t)(queue->used_index - 1));
	else
		shared_write16(&queue->available->flags, AVAILABLE_NO_INTERRUPT);
}

bool uk_virtqueue_interrupt_enable(struct uk_virtqueue *queue, unsigned int after)
{
	uint16_t waiting;

	if (queue->event_index)
		shared_write16(virtqueue_used_event(queue),
			       (uint16_t)(queue->used_index + after - 1));
	else
		shared_write16(&queue->available->flags, 0);
	/* The request before looking again; pairs with the device, which writes the used index, then
	 * looks whether an interrupt is wanted (2.7.7.2). */
	ukarch_mb();
	waiting = (uint16_t)(shared_read16(&queue->used->index) - queue->used_index);
	return waiting < after;
}
