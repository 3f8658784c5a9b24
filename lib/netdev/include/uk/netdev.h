/* SPDX-License-Identifier: BSD-3-Clause */
/* Network devices: bursts in and out, interrupts or polling, one operation table per driver. */
#ifndef UK_NETDEV_H
#define UK_NETDEV_H

#include <uk/list.h>
#include <uk/netbuf.h>

enum { UK_NETDEV_MAC_SIZE = 6, UK_NETDEV_NAME_MAX = 16 };

enum uk_netdev_features {
	UK_NETDEV_TX_CHECKSUM = 1U << 0, /* takes UK_NETBUF_CHECKSUM_PARTIAL */
	UK_NETDEV_RX_CHECKSUM = 1U << 1, /* may set UK_NETBUF_CHECKSUM_VALID */
	UK_NETDEV_TX_GSO4 = 1U << 2,
	UK_NETDEV_TX_GSO6 = 1U << 3,
	UK_NETDEV_RX_LRO = 1U << 4, /* may give packets larger than the MTU */
};

struct uk_netdev_info {
	uint8_t mac[UK_NETDEV_MAC_SIZE];
	uint16_t mtu; /* bytes of payload, without the Ethernet header */
	uint16_t max_rx_queues;
	uint16_t max_tx_queues;
	uint16_t max_parts; /* parts a transmitted packet may have */
	uint16_t headroom;  /* bytes a transmitted packet should leave free in front */
	uint32_t features;  /* enum uk_netdev_features */
};

struct uk_netdev_stats {
	uint64_t rx_packets, rx_bytes, rx_errors, rx_dropped;
	uint64_t tx_packets, tx_bytes, tx_errors, tx_full;
	uint64_t interrupts;
};

struct uk_netdev;

struct uk_netdev_events {
	/* Packets may be waiting on @queue; its interrupt is off until rx_interrupt_enable(). ISR. */
	void (*received)(void *arg, unsigned int queue);
	/* Room in a transmit queue that was full. ISR. */
	void (*transmit_ready)(void *arg, unsigned int queue);
	/* Link up or down, or the device broken or removed. ISR. */
	void (*changed)(void *arg);
	void *arg;
};

/* Calls on one queue are made by one thread at a time; different queues are independent. */
struct uk_netdev_ops {
	/* Constant after probe. */
	void (*get_info)(struct uk_netdev *dev, struct uk_netdev_info *info);
	/* Set queues up and let packets flow. Thread. 0, -ENOMEM, -EIO, -EINVAL (more than max). */
	int (*start)(struct uk_netdev *dev, unsigned int rx_queues, unsigned int tx_queues);
	/* Back to before start; all buffers return to their owners, except those of a device that
	 * cannot be stopped, which must never be used again. Thread. */
	void (*stop)(struct uk_netdev *dev);
	/* Up to @count received packets, the caller's to free; 0 when none. Never sleeps. */
	int (*receive)(struct uk_netdev *dev, unsigned int queue, struct uk_netbuf **packets,
		       unsigned int count);
	/* How many of @packets were taken, from the first; the device frees those when sent. What it
	 * cannot send at all (too many parts, an offload it lacks) is taken, freed and counted as an
	 * error. A count of 0 only frees what has been sent. Never sleeps. -EIO when broken. */
	int (*transmit)(struct uk_netdev *dev, unsigned int queue, struct uk_netbuf **packets,
			unsigned int count);
	/* Interrupt on: false when packets already wait (then it stays off and the caller polls). */
	bool (*rx_interrupt_enable)(struct uk_netdev *dev, unsigned int queue);
	bool (*link_up)(struct uk_netdev *dev);
	/* Two phases: first quiesce, then save or restore. Thread; 0 or -errno. */
	int (*suspend)(struct uk_netdev *dev);
	int (*resume)(struct uk_netdev *dev);
};

struct uk_netdev {
	/* The driver's, constant after registration. */
	const struct uk_netdev_ops *ops;

	/* lib/netdev's. */
	char name[UK_NETDEV_NAME_MAX]; /* net0, net1 … in the order of their bus address */
	struct uk_list link;
	struct uk_netdev_events events;
	bool broken; /* it gave nonsense: no more traffic */
	struct uk_netdev_stats stats;
};

/**
 * uk_netdev_register() - a driver has found a device.
 * @dev: ops set; stays until unregistered.
 *
 * Context: thread. Return: 0.
 */
UK_API int uk_netdev_register(struct uk_netdev *dev);

/* The device is gone: events.changed runs, then no operation any more. Context: thread. */
UK_API void uk_netdev_unregister(struct uk_netdev *dev);

/* The @index-th device, or NULL. Context: thread. */
UK_API struct uk_netdev *uk_netdev_get(unsigned int index);

/* Who hears of its events; before start. Context: thread. */
UK_API void uk_netdev_set_events(struct uk_netdev *dev, const struct uk_netdev_events *events);

/**
 * uk_netdev_break() - a driver saw what no sane device does: stop trusting it.
 * @dev:    registered.
 * @reason: one line for the console, printed once.
 *
 * Context: any.
 */
UK_API void uk_netdev_break(struct uk_netdev *dev, const char *reason);

/* The operations by name; what they do, their context and what they return stand in the table above. */
static inline int uk_netdev_start(struct uk_netdev *dev, unsigned int rx_queues,
				  unsigned int tx_queues)
{
	return dev->ops->start(dev, rx_queues, tx_queues);
}

static inline int uk_netdev_receive(struct uk_netdev *dev, unsigned int queue,
				    struct uk_netbuf **packets, unsigned int count)
{
	return dev->ops->receive(dev, queue, packets, count);
}

static inline int uk_netdev_transmit(struct uk_netdev *dev, unsigned int queue,
				     struct uk_netbuf **packets, unsigned int count)
{
	return dev->ops->transmit(dev, queue, packets, count);
}

static inline bool uk_netdev_rx_interrupt_enable(struct uk_netdev *dev, unsigned int queue)
{
	return dev->ops->rx_interrupt_enable(dev, queue);
}

#endif
