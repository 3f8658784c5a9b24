/* SPDX-License-Identifier: BSD-3-Clause */
/* Pools of packet buffers on whole zeroed pages. */
#include <uk/alloc.h>
#include <uk/assert.h>
#include <uk/errno.h>
#include <uk/netbuf.h>
#include <uk/plat/memory.h>
#include <uk/string.h>

enum { BUFFERS_MAX = 65536, SIZE_MAX_BYTES = 65536 };

struct uk_netbuf_pool {
	/* Constant after creation. */
	uint8_t *pages;
	uint32_t size;
	uint32_t headroom;
	unsigned int count;
	void (*refilled)(void *arg);
	void *refilled_arg;

	/* @lock protects the free list. */
	struct uk_spinlock lock;
	struct uk_netbuf *free;
	unsigned int available;

	struct uk_netbuf buffers[];
};

/* Any context, so the owner of the pool may hear of it in an interrupt. */
static void release_to_pool(struct uk_netbuf *part)
{
	struct uk_netbuf_pool *pool = part->owner;
	bool was_empty;
	bool enabled = uk_spin_lock(&pool->lock);

	was_empty = pool->available == 0;
	part->next = pool->free;
	pool->free = part;
	pool->available++;
	uk_spin_unlock(&pool->lock, enabled);
	if (was_empty && pool->refilled)
		pool->refilled(pool->refilled_arg);
}

/* Small buffers share a page and never cross into the next; large ones take whole pages. */
static size_t offset_of(const struct uk_netbuf_pool *pool, unsigned int index)
{
	size_t per_page = UK_PAGE_SIZE / pool->size;

	if (per_page == 0)
		return index * UK_ALIGN_UP((size_t)pool->size, UK_PAGE_SIZE);
	return index / per_page * UK_PAGE_SIZE + index % per_page * pool->size;
}

static void fill(struct uk_netbuf_pool *pool)
{
	for (unsigned int i = pool->count; i-- > 0;) {
		struct uk_netbuf *buffer = &pool->buffers[i];

		buffer->buffer = pool->pages + offset_of(pool, i);
		buffer->capacity = pool->size;
		buffer->phys = ukplat_virt_to_phys(buffer->buffer);
		buffer->owner = pool;
		buffer->release = release_to_pool;
		buffer->next = pool->free;
		pool->free = buffer;
	}
	pool->available = pool->count;
}

static int allocate_pages(struct uk_netbuf_pool *pool)
{
	size_t bytes = UK_ALIGN_UP(offset_of(pool, pool->count - 1) + pool->size, UK_PAGE_SIZE);

	pool->pages = uk_memalign(UK_PAGE_SIZE, bytes);
	if (pool->pages == NULL)
		return -ENOMEM;
	memset(pool->pages, 0, bytes);
	return 0;
}

int uk_netbuf_pool_create(unsigned int count, uint32_t size, uint32_t headroom,
			  struct uk_netbuf_pool **out)
{
	struct uk_netbuf_pool *pool;

	if (count == 0 || count > BUFFERS_MAX || size == 0 || size > SIZE_MAX_BYTES ||
	    headroom > size)
		return -EINVAL;
	pool = uk_zalloc(sizeof(*pool) + count * sizeof(pool->buffers[0]));
	if (pool == NULL)
		return -ENOMEM;
	pool->size = size;
	pool->headroom = headroom;
	pool->count = count;
	uk_spin_init(&pool->lock);
	if (allocate_pages(pool)) {
		uk_free(pool);
		return -ENOMEM;
	}
	fill(pool);
	*out = pool;
	return 0;
}

void uk_netbuf_pool_set_refilled(struct uk_netbuf_pool *pool, void (*refilled)(void *arg),
				 void *arg)
{
	pool->refilled_arg = arg;
	pool->refilled = refilled;
}

void uk_netbuf_pool_destroy(struct uk_netbuf_pool *pool)
{
	if (pool == NULL)
		return;
	UK_ASSERT(pool->available == pool->count);
	uk_free(pool->pages);
	uk_free(pool);
}

struct uk_netbuf *uk_netbuf_allocate(struct uk_netbuf_pool *pool)
{
	struct uk_netbuf *buffer;
	bool enabled = uk_spin_lock(&pool->lock);

	buffer = pool->free;
	if (buffer) {
		pool->free = buffer->next;
		pool->available--;
	}
	uk_spin_unlock(&pool->lock, enabled);
	if (buffer == NULL)
		return NULL;
	buffer->next = NULL;
	buffer->data = buffer->buffer + pool->headroom;
	buffer->len = 0;
	buffer->flags = 0;
	buffer->checksum_start = 0;
	buffer->checksum_offset = 0;
	buffer->gso_size = 0;
	return buffer;
}

unsigned int uk_netbuf_available(struct uk_netbuf_pool *pool)
{
	bool enabled = uk_spin_lock(&pool->lock);
	unsigned int available = pool->available;

	uk_spin_unlock(&pool->lock, enabled);
	return available;
}

void uk_netbuf_free(struct uk_netbuf *packet)
{
	while (packet) {
		struct uk_netbuf *next = packet->next;

		packet->release(packet);
		packet = next;
	}
}

size_t uk_netbuf_length(const struct uk_netbuf *packet)
{
	size_t bytes = 0;

	for (; packet; packet = packet->next)
		bytes += packet->len;
	return bytes;
}
