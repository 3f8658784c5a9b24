/* SPDX-License-Identifier: BSD-3-Clause */
/* State of a virtio network card, shared by the driver's files. Sections are those of virtio 1.2. */
#ifndef NETDEV_VIRTIO_PRIVATE_H
#define NETDEV_VIRTIO_PRIVATE_H

#include <stdatomic.h>

#include <uk/netdev.h>
#include <uk/virtqueue.h>

/* 5.1.3 Feature bits. */
#define NET_F_CSUM	 UK_BIT(0)
#define NET_F_GUEST_CSUM UK_BIT(1)
#define NET_F_MTU	 UK_BIT(3)
#define NET_F_MAC	 UK_BIT(5)
#define NET_F_MRG_RXBUF	 UK_BIT(15)
#define NET_F_STATUS	 UK_BIT(16)

/* 5.1.2 Virtqueues. */
enum { NET_QUEUE_RX, NET_QUEUE_TX, NET_QUEUES };

/* 5.1.6 Device operation: in front of every packet; legacy devices without MRG_RXBUF end it early. */
struct virtio_net_header {
	uint8_t flags; /* NET_HEADER_* */
	uint8_t gso_type;
	uint16_t header_len;
	uint16_t gso_size;
	uint16_t checksum_start;
	uint16_t checksum_offset;
	uint16_t buffers; /* receive: how many hold this packet */
};

enum { NET_HEADER_NEEDS_CHECKSUM = 1, NET_HEADER_DATA_VALID = 2 };
enum { NET_HEADER_SIZE = 12, NET_HEADER_SIZE_LEGACY = 10 };

_Static_assert(sizeof(struct virtio_net_header) == NET_HEADER_SIZE, "5.1.6");
_Static_assert(offsetof(struct virtio_net_header, checksum_start) == 6, "5.1.6");
_Static_assert(offsetof(struct virtio_net_header, buffers) == NET_HEADER_SIZE_LEGACY, "5.1.6");

/* Ethernet (IEEE 802.3): addresses and type; a VLAN tag may follow. */
enum { NET_ETHERNET_HEADER = 14, NET_VLAN_TAG = 4 };

enum {
	NET_BUFFER_SIZE = 2048,
	NET_BUFFER_PADDING = 2, /* puts the IP header on a multiple of four */
	NET_PARTS_MAX = 16,
};

struct virtio_net {
	struct uk_netdev netdev;

	/* Constant after probe. */
	struct uk_virtio_device *dev;
	uint64_t features;
	uint8_t mac[UK_NETDEV_MAC_SIZE];
	uint16_t mtu;
	uint16_t header_size;
	unsigned int rx_parts; /* buffers that a packet of the largest size needs */
	bool registered;

	/* Changed by start, stop, suspend and resume, which one thread at a time calls. */
	bool negotiated;
	bool started;
	bool resume_started;
	bool abandoned; /* the device would not stop: it keeps its buffers */
	struct uk_netbuf_pool *rx_pool;
	struct uk_netbuf_pool *header_pool;
	unsigned int header_count;

	/* The receiving thread's. */
	struct uk_virtqueue *rx;
	atomic_bool rx_starved; /* too few buffers: a release must wake the stack */

	/* @tx_lock protects the transmit queue: receivers free what was sent, too. */
	struct uk_spinlock tx_lock;
	struct uk_virtqueue *tx;

	/* Of config_changed(), in interrupts. */
	bool link;
};

static inline struct virtio_net *virtio_net_of(struct uk_netdev *netdev)
{
	return uk_container_of(netdev, struct virtio_net, netdev);
}

/* Bytes of the largest frame that is accepted. */
static inline size_t virtio_net_frame_max(const struct virtio_net *net)
{
	return (size_t)net->mtu + NET_ETHERNET_HEADER + NET_VLAN_TAG;
}

/* device.c: reset and agree on features again, the same as before. */
int virtio_net_negotiate(struct virtio_net *net);
bool virtio_net_link_up(struct uk_netdev *netdev);

/* control.c */
int virtio_net_start(struct uk_netdev *netdev, unsigned int rx_queues, unsigned int tx_queues);
void virtio_net_stop(struct uk_netdev *netdev);
int virtio_net_suspend(struct uk_netdev *netdev);
int virtio_net_resume(struct uk_netdev *netdev);
void virtio_net_release_pools(struct virtio_net *net);

/* receive.c */
int virtio_net_receive(struct uk_netdev *netdev, unsigned int queue, struct uk_netbuf **packets,
		       unsigned int count);
bool virtio_net_rx_interrupt_enable(struct uk_netdev *netdev, unsigned int queue);
void virtio_net_refill(struct virtio_net *net);
void virtio_net_refilled(void *arg);
void virtio_net_received(struct uk_virtio_device *dev, unsigned int index);

/* transmit.c */
int virtio_net_transmit(struct uk_netdev *netdev, unsigned int queue, struct uk_netbuf **packets,
			unsigned int count);
unsigned int virtio_net_reclaim(struct virtio_net *net);
void virtio_net_transmitted(struct uk_virtio_device *dev, unsigned int index);

#endif
