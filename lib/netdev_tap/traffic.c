/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames in and out of a tap device. */
#include <uk/errno.h>
#include <uk/plat/host.h>

#include "tap.h"

static void wake_receiver(struct tap *tap)
{
	if (tap->netdev.events.received)
		tap->netdev.events.received(tap->netdev.events.arg, 0);
}

/* In an interrupt; the platform has masked the line until it is armed again. */
bool tap_readable(void *arg)
{
	struct tap *tap = arg;

	tap->netdev.stats.interrupts++;
	wake_receiver(tap);
	return true;
}

/* Somebody gave a buffer back to the empty pool. Any context. */
void tap_refilled(void *arg)
{
	struct tap *tap = arg;
	bool enabled = ukplat_irq_save();

	/* Pairs with the store in tap_rx_interrupt_enable(). */
	if (atomic_exchange(&tap->starved, false))
		wake_receiver(tap);
	ukplat_irq_restore(enabled);
}

/* Bytes read into @packet, 0 when nothing waits, or -EIO when the tap is gone. */
static int read_frame(struct tap *tap, struct uk_netbuf *packet)
{
	long len = ukplat_host_read(tap->fd, packet->data, packet->capacity - TAP_BUFFER_PADDING);

	if (len > 0)
		return (int)len;
	if (len == 0 || len == -EAGAIN || len == -EINTR)
		return 0;
	uk_netdev_break(&tap->netdev, "the host's tap device is gone");
	return -EIO;
}

/* 1 and a packet, or NULL where one was dropped; 0 when there is none now; -EIO. */
static int receive_one(struct tap *tap, struct uk_netbuf **packet)
{
	int len;

	*packet = uk_netbuf_allocate(tap->pool);
	if (*packet == NULL)
		return 0;
	len = read_frame(tap, *packet);
	if (len >= TAP_ETHERNET_HEADER && len <= TAP_FRAME_MAX) {
		(*packet)->len = (uint32_t)len;
		tap->netdev.stats.rx_packets++;
		tap->netdev.stats.rx_bytes += (unsigned int)len;
		return 1;
	}
	uk_netbuf_free(*packet);
	*packet = NULL;
	if (len <= 0)
		return len;
	tap->netdev.stats.rx_errors++;
	return 1;
}

int tap_receive(struct uk_netdev *netdev, unsigned int queue, struct uk_netbuf **packets,
		unsigned int count)
{
	struct tap *tap = tap_of(netdev);
	unsigned int got = 0;

	(void)queue;
	if (netdev->broken || !tap->started)
		return -EIO;
	/* Dropped ones count too, so that a host that sends nothing else does not keep us here. */
	for (unsigned int looked = 0; looked < count; looked++) {
		if (receive_one(tap, &packets[got]) <= 0)
			break;
		if (packets[got])
			got++;
	}
	return (int)got;
}

bool tap_rx_interrupt_enable(struct uk_netdev *netdev, unsigned int queue)
{
	struct tap *tap = tap_of(netdev);

	(void)queue;
	if (netdev->broken || !tap->started)
		return true;
	/* Without a buffer a readable tap would interrupt for ever. Before the look into the pool;
	 * pairs with tap_refilled(). */
	atomic_store(&tap->starved, true);
	if (uk_netbuf_available(tap->pool) == 0)
		return true;
	atomic_store(&tap->starved, false);
	ukplat_host_irq_rearm(tap->irq);
	return true;
}

static int describe(const struct uk_netbuf *packet, struct ukplat_host_iovec *parts)
{
	int count = 0;

	for (; packet && count < TAP_PARTS_MAX; packet = packet->next) {
		parts[count].base = packet->data;
		parts[count++].len = packet->len;
	}
	return packet ? -EINVAL : count;
}

static bool can_be_sent(const struct uk_netbuf *packet, size_t len)
{
	return len >= TAP_ETHERNET_HEADER && len <= TAP_FRAME_MAX && packet->gso_size == 0 &&
	       !(packet->flags & UK_NETBUF_CHECKSUM_PARTIAL);
}

static void send_one(struct tap *tap, struct uk_netbuf *packet)
{
	struct ukplat_host_iovec parts[TAP_PARTS_MAX];
	size_t len = uk_netbuf_length(packet);
	int count = can_be_sent(packet, len) ? describe(packet, parts) : -EINVAL;

	if (count > 0 && ukplat_host_writev(tap->fd, parts, count) == (long)len) {
		tap->netdev.stats.tx_packets++;
		tap->netdev.stats.tx_bytes += len;
	} else {
		tap->netdev.stats.tx_errors++;
	}
	uk_netbuf_free(packet);
}

int tap_transmit(struct uk_netdev *netdev, unsigned int queue, struct uk_netbuf **packets,
		 unsigned int count)
{
	struct tap *tap = tap_of(netdev);

	(void)queue;
	if (netdev->broken || !tap->started)
		return -EIO;
	for (unsigned int i = 0; i < count; i++)
		send_one(tap, packets[i]);
	return (int)count;
}
