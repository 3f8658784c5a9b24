/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio devices: what a transport gives, what a driver asks for. Sections are those of virtio 1.2. */
#ifndef UK_VIRTIO_H
#define UK_VIRTIO_H

#include <uk/bits.h>
#include <uk/table.h>

/* 2.1 Device Status Field. */
enum uk_virtio_status {
	UK_VIRTIO_ACKNOWLEDGE = 1,
	UK_VIRTIO_DRIVER_FOUND = 2,
	UK_VIRTIO_DRIVER_OK = 4,
	UK_VIRTIO_FEATURES_OK = 8,
	UK_VIRTIO_NEEDS_RESET = 64,
	UK_VIRTIO_FAILED = 128,
};

/* 6 Reserved Feature Bits, and 6.3 for ANY_LAYOUT of legacy devices. */
#define UK_VIRTIO_F_ANY_LAYOUT	  UK_BIT(27)
#define UK_VIRTIO_F_INDIRECT_DESC UK_BIT(28)
#define UK_VIRTIO_F_EVENT_IDX	  UK_BIT(29)
#define UK_VIRTIO_F_VERSION_1	  UK_BIT(32)

/* 5 Device Types. */
enum uk_virtio_type {
	UK_VIRTIO_TYPE_NET = 1,
	UK_VIRTIO_TYPE_BLOCK = 2,
	UK_VIRTIO_TYPE_CONSOLE = 3,
	UK_VIRTIO_TYPE_ENTROPY = 4,
};

enum { UK_VIRTIO_QUEUES_MAX = 8, UK_VIRTIO_NAME_MAX = 32 };

/* 2.7 Split Virtqueues: "The maximum Queue Size value is 32768". */
enum { UK_VIRTIO_QUEUE_SIZE_MAX = 32768 };

struct uk_virtio_device;
struct uk_virtqueue;

/* Where a queue's three parts are; on the legacy interface they are one area from @descriptors. */
struct uk_virtqueue_layout {
	unsigned int index;
	unsigned int size; /* entries, a power of two */
	uint64_t descriptors;
	uint64_t available;
	uint64_t used;
};

/* Calls on one device are made by one thread at a time, but notify(), get_status(): any context. */
struct uk_virtio_transport_ops {
	uint8_t (*get_status)(struct uk_virtio_device *dev);
	/* Writing 0 resets; completion is a get_status() of 0. */
	void (*set_status)(struct uk_virtio_device *dev, uint8_t status);
	uint64_t (*get_features)(struct uk_virtio_device *dev);
	void (*set_features)(struct uk_virtio_device *dev, uint64_t features);
	/* Changes whenever configuration space does (2.5.1); constant where there is none. */
	uint32_t (*config_generation)(struct uk_virtio_device *dev);
	/* Bytes of device configuration space. */
	uint32_t (*config_size)(struct uk_virtio_device *dev);
	/* One access of @width 1, 2 or 4 bytes, within config_size(). */
	uint32_t (*config_read)(struct uk_virtio_device *dev, uint32_t offset, unsigned int width);
	/* Entries the device allows in queue @index; 0: no such queue. Unchecked. */
	uint32_t (*queue_size)(struct uk_virtio_device *dev, unsigned int index);
	/* Hand a queue over and enable it. 0, or -errno when the device will not have it. */
	int (*queue_start)(struct uk_virtio_device *dev, const struct uk_virtqueue_layout *layout);
	void (*notify)(struct uk_virtio_device *dev, unsigned int index);
	/* Before the first queue_start(): interrupts for @queues queues and configuration. */
	int (*interrupts_start)(struct uk_virtio_device *dev, unsigned int queues);
	/* No handler runs any more when it returns. */
	void (*interrupts_stop)(struct uk_virtio_device *dev);
};

struct uk_virtio_driver;

struct uk_virtio_device {
	/* The transport's, constant after registration. */
	const struct uk_virtio_transport_ops *ops;
	char name[UK_VIRTIO_NAME_MAX]; /* "virtio-pci 00:03.0" */
	uint32_t type;		       /* enum uk_virtio_type */
	bool legacy;		       /* no VERSION_1, queues laid out as 2.7.2 says */

	/* lib/virtio's. */
	const struct uk_virtio_driver *driver;
	uint64_t features; /* negotiated */
	struct uk_virtqueue *queues[UK_VIRTIO_QUEUES_MAX];
	bool interrupts; /* the transport's are on */
	bool broken;

	void *driver_data; /* the driver's */
};

struct uk_virtio_driver {
	const char *name;
	uint32_t type;
	/* The device is reset and knows there is a driver. 0, or -errno after one line. Thread. */
	int (*probe)(struct uk_virtio_device *dev);
	/* The device goes away: reset, queues destroyed when it returns. Thread. */
	void (*remove)(struct uk_virtio_device *dev);
	/* Configuration may have changed; or NULL. ISR. */
	void (*config_changed)(struct uk_virtio_device *dev);
	/* The device gave nonsense; prints @reason, or NULL: lib/virtio prints it. Any context. */
	void (*broken)(struct uk_virtio_device *dev, const char *reason);
};

#define UK_VIRTIO_DRIVER(driver) UK_TABLE_ADD(virtio_driver, driver)

/*
 * For transports.
 */

/**
 * uk_virtio_register() - a transport has found a device: probe its driver.
 * @dev: the transport's fields set, the others zero; stays until uk_virtio_unregister().
 *
 * Context: thread. Return: 0, -ENODEV when no driver wants it, or what probe() returned.
 */
UK_API int uk_virtio_register(struct uk_virtio_device *dev);

/* Remove its driver, if it has one. Context: thread. */
UK_API void uk_virtio_unregister(struct uk_virtio_device *dev);

/* Queue @index may have used buffers; a queue that does not exist is ignored. Context: ISR. */
UK_API void uk_virtio_queue_interrupt(struct uk_virtio_device *dev, unsigned int index);

/* The same for every queue: one interrupt for all. Context: ISR. */
UK_API void uk_virtio_all_queues_interrupt(struct uk_virtio_device *dev);

/* Configuration or status changed. Context: ISR. */
UK_API void uk_virtio_config_interrupt(struct uk_virtio_device *dev);

/*
 * For drivers.
 */

/**
 * uk_virtio_reset() - stop the device; it forgets its queues and features.
 * @dev: registered.
 *
 * Interrupts are off afterwards. Waits a bounded number of reads.
 *
 * Context: thread.
 * Return: 0, or -EIO when it does not end: the device may still write to buffers that it holds, which
 * must then never be used again.
 */
UK_API int uk_virtio_reset(struct uk_virtio_device *dev);

/**
 * uk_virtio_negotiate() - reset, then agree on features (3.1.1, steps 1 to 6).
 * @dev:      registered.
 * @features: what the driver can use, without VERSION_1, which is required of all but legacy devices.
 *
 * Event indices and indirect descriptors are asked for by lib/virtio itself.
 *
 * Context: thread.
 * Return: 0 and dev->features set; -ENOTSUP (VERSION_1 missing, or our choice refused), -EIO.
 */
UK_API int uk_virtio_negotiate(struct uk_virtio_device *dev, uint64_t features);

/* What the device offers now, for a choice before uk_virtio_negotiate(). Context: thread. */
UK_API uint64_t uk_virtio_offered(struct uk_virtio_device *dev);

/* Interrupts for @queues queues, before the first is created. Context: thread. 0 or -errno. */
UK_API int uk_virtio_interrupts_start(struct uk_virtio_device *dev, unsigned int queues);

/* Queues are set up: the device may work (3.1.1, step 8). Context: thread. */
UK_API void uk_virtio_ready(struct uk_virtio_device *dev);

/**
 * uk_virtio_config_read() - read one field of device configuration space, consistently.
 * @dev:    registered.
 * @offset: bytes.
 * @data:   receives @width * @count bytes.
 * @width:  1, 2 or 4: the field's own (4.1.3.1, 4.2.2.2).
 * @count:  elements.
 *
 * Reads again while the generation changes, a bounded number of times; then the device is broken.
 *
 * Context: any. Return: 0, -EINVAL (the device has no such field), -EIO.
 */
UK_API int uk_virtio_config_read(struct uk_virtio_device *dev, uint32_t offset, void *data,
				 unsigned int width, unsigned int count);

/**
 * uk_virtio_break() - the device did what no sane one does: stop trusting it.
 * @dev:    registered.
 * @reason: for one line on the console, printed the first time.
 *
 * Context: any. Return: -EIO.
 */
UK_API int uk_virtio_break(struct uk_virtio_device *dev, const char *reason);

#endif
