/* SPDX-License-Identifier: BSD-3-Clause */
/* State of a tap device, shared by the driver's files. */
#ifndef NETDEV_TAP_PRIVATE_H
#define NETDEV_TAP_PRIVATE_H

#include <stdatomic.h>

#include <uk/netdev.h>
#include <uk/plat/irq.h>

/* Ethernet (IEEE 802.3): addresses and type; a VLAN tag may follow. */
enum { TAP_MTU = 1500, TAP_ETHERNET_HEADER = 14, TAP_VLAN_TAG = 4 };
enum { TAP_FRAME_MAX = TAP_MTU + TAP_ETHERNET_HEADER + TAP_VLAN_TAG };
enum { TAP_BUFFER_SIZE = 2048, TAP_BUFFER_PADDING = 2, TAP_PARTS_MAX = 16 };

struct tap {
	struct uk_netdev netdev;

	/* Constant after the device was opened. */
	int fd;
	int irq;
	uint8_t mac[UK_NETDEV_MAC_SIZE];

	/* Changed by start and stop, which one thread at a time calls. */
	bool started;
	struct uk_netbuf_pool *pool;
	struct ukplat_irq_action action;

	/* No buffer is left: a release must wake the stack. */
	atomic_bool starved;
};

static inline struct tap *tap_of(struct uk_netdev *netdev)
{
	return uk_container_of(netdev, struct tap, netdev);
}

/* traffic.c */
int tap_receive(struct uk_netdev *netdev, unsigned int queue, struct uk_netbuf **packets,
		unsigned int count);
int tap_transmit(struct uk_netdev *netdev, unsigned int queue, struct uk_netbuf **packets,
		 unsigned int count);
bool tap_rx_interrupt_enable(struct uk_netdev *netdev, unsigned int queue);
bool tap_readable(void *arg);
void tap_refilled(void *arg);

#endif
