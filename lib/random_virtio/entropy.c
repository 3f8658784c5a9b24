/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtio entropy device (virtio 1.2, 5.4): one request on its way, taken when lib/random asks. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/plat/memory.h>
#include <uk/plat/spinlock.h>
#include <uk/random.h>
#include <uk/string.h>
#include <uk/virtqueue.h>

/* 5.4.2: one queue. */
enum { QUEUE_REQUEST = 0, QUEUE_SIZE = 2, REQUEST_BYTES = 64 };

static struct uk_spinlock entropy_lock = UK_SPINLOCK_INIT;
/* Under @entropy_lock; NULL without a device. */
static struct uk_virtqueue *entropy_queue;
/* A page of its own, shared with the device. */
static uint8_t *entropy_buffer;

static void ask(void)
{
	const struct uk_virtio_segment segment = {
		.phys = ukplat_virt_to_phys(entropy_buffer),
		.len = REQUEST_BYTES,
	};

	if (uk_virtqueue_add(entropy_queue, &segment, 0, 1, entropy_buffer) == 0)
		uk_virtqueue_kick(entropy_queue);
}

/* What has arrived, into memory that the device does not see; then ask for more. */
static size_t take(uint8_t *data, size_t len)
{
	uint32_t given;
	void *token;

	if (uk_virtqueue_take(entropy_queue, &token, &given) <= 0)
		return 0;
	len = uk_min(len, (size_t)given);
	memcpy(data, entropy_buffer, len);
	memset(entropy_buffer, 0, REQUEST_BYTES);
	ask();
	return len;
}

static size_t read_entropy(uint8_t *data, size_t len, unsigned int *bits)
{
	bool enabled = uk_spin_lock(&entropy_lock);
	size_t taken = entropy_queue ? take(data, len) : 0;

	uk_spin_unlock(&entropy_lock, enabled);
	*bits = (unsigned int)taken * 8;
	return taken;
}
UK_RANDOM_SOURCE(entropy_source, .name = "virtio", .read = read_entropy);

/* Never called: no interrupt is asked for. A device that raises one all the same is ignored. */
static void notified(struct uk_virtio_device *dev, unsigned int index)
{
	(void)dev;
	(void)index;
}

static int create_queue(struct uk_virtio_device *dev, struct uk_virtqueue **queue)
{
	const struct uk_virtqueue_spec spec = {
		.index = QUEUE_REQUEST,
		.size = QUEUE_SIZE,
		.notified = notified,
	};
	int error = uk_virtio_negotiate(dev, 0);

	if (error == 0)
		error = uk_virtio_interrupts_start(dev, 0);
	return error ? error : uk_virtqueue_create(dev, &spec, queue);
}

static int set_up(struct uk_virtio_device *dev)
{
	int error;

	entropy_buffer = uk_memalign(UK_PAGE_SIZE, UK_PAGE_SIZE);
	if (entropy_buffer == NULL)
		return -ENOMEM;
	memset(entropy_buffer, 0, UK_PAGE_SIZE);
	error = create_queue(dev, &entropy_queue);
	if (error)
		uk_free(entropy_buffer);
	return error;
}

static int entropy_probe(struct uk_virtio_device *dev)
{
	int error = entropy_queue ? -EBUSY : set_up(dev);

	if (error)
		return error;
	uk_virtqueue_interrupt_disable(entropy_queue);
	uk_virtio_ready(dev);
	ask();
	return 0;
}

static void entropy_remove(struct uk_virtio_device *dev)
{
	struct uk_virtqueue *queue = entropy_queue;
	bool enabled = uk_spin_lock(&entropy_lock);

	entropy_queue = NULL;
	uk_spin_unlock(&entropy_lock, enabled);
	/* A device that does not stop keeps its buffer. */
	if (uk_virtio_reset(dev))
		return;
	while (uk_virtqueue_detach(queue))
		continue;
	uk_virtqueue_destroy(queue);
	uk_free(entropy_buffer);
}

static const struct uk_virtio_driver entropy_driver = {
	.name = "random_virtio",
	.type = UK_VIRTIO_TYPE_ENTROPY,
	.probe = entropy_probe,
	.remove = entropy_remove,
};
UK_VIRTIO_DRIVER(entropy_driver);
