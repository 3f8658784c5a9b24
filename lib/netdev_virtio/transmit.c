/* SPDX-License-Identifier: BSD-3-Clause */
/* Transmitting: headers, bursts, and freeing what was sent. */
#include <uk/errno.h>
#include <uk/string.h>

#include "net.h"

enum { RECLAIM_BATCH = 32 };

/* In an interrupt. */
void virtio_net_transmitted(struct uk_virtio_device *dev, unsigned int index)
{
	struct virtio_net *net = dev->driver_data;

	(void)index;
	net->netdev.stats.interrupts++;
	uk_virtqueue_interrupt_disable(net->tx);
	if (net->netdev.events.transmit_ready)
		net->netdev.events.transmit_ready(net->netdev.events.arg, 0);
}

static unsigned int take_sent(struct virtio_net *net, struct uk_netbuf **packets)
{
	unsigned int count = 0;
	uint32_t len;
	void *token;

	while (count < RECLAIM_BATCH && uk_virtqueue_take(net->tx, &token, &len) > 0)
		packets[count++] = token;
	return count;
}

/* Owners of packets are called without the lock. Return: packets freed. */
unsigned int virtio_net_reclaim(struct virtio_net *net)
{
	struct uk_netbuf *packets[RECLAIM_BATCH];
	unsigned int freed = 0;
	unsigned int count;

	do {
		bool enabled = uk_spin_lock(&net->tx_lock);

		count = take_sent(net, packets);
		uk_spin_unlock(&net->tx_lock, enabled);
		for (unsigned int i = 0; i < count; i++)
			uk_netbuf_free(packets[i]);
		freed += count;
	} while (count == RECLAIM_BATCH);
	return freed;
}

/* A part of its own in front of a packet that has no room for the header. */
static struct uk_netbuf *prepend_part(struct virtio_net *net, struct uk_netbuf *packet)
{
	struct uk_netbuf *part = uk_netbuf_allocate(net->header_pool);

	if (part) {
		part->len = net->header_size;
		part->next = packet;
	}
	return part;
}

static void fill_header(const struct virtio_net *net, const struct uk_netbuf *packet,
			uint8_t *where)
{
	struct virtio_net_header header = { 0 };

	if (packet->flags & UK_NETBUF_CHECKSUM_PARTIAL) {
		header.flags = NET_HEADER_NEEDS_CHECKSUM;
		header.checksum_start = packet->checksum_start;
		header.checksum_offset = packet->checksum_offset;
	}
	memcpy(where, &header, net->header_size);
}

/* Parts of @packet as segments. */
static unsigned int describe(const struct uk_netbuf *packet, struct uk_virtio_segment *segments)
{
	unsigned int count = 0;

	for (; packet; packet = packet->next) {
		if (packet->len == 0)
			continue;
		segments[count].phys = packet->phys + (uint64_t)(packet->data - packet->buffer);
		segments[count++].len = packet->len;
	}
	return count;
}

static int send_in_headroom(struct virtio_net *net, struct uk_netbuf *packet)
{
	struct uk_virtio_segment segments[NET_PARTS_MAX];
	unsigned int count = describe(packet, segments);

	fill_header(net, packet, packet->data - net->header_size);
	segments[0].phys -= net->header_size;
	segments[0].len += net->header_size;
	return uk_virtqueue_add(net->tx, segments, count, 0, packet);
}

static int send_with_part(struct virtio_net *net, struct uk_netbuf *packet)
{
	struct uk_virtio_segment segments[NET_PARTS_MAX + 1];
	struct uk_netbuf *header = prepend_part(net, packet);
	int error;

	if (header == NULL)
		return -ENOSPC;
	fill_header(net, packet, header->data);
	error = uk_virtqueue_add(net->tx, segments, describe(header, segments), 0, header);
	if (error) {
		header->next = NULL;
		uk_netbuf_free(header);
	}
	return error;
}

static int send_one(struct virtio_net *net, struct uk_netbuf *packet)
{
	size_t headroom = (size_t)(packet->data - packet->buffer);

	if (packet->len > 0 && headroom >= net->header_size)
		return send_in_headroom(net, packet);
	return send_with_part(net, packet);
}

static bool can_be_sent(const struct virtio_net *net, const struct uk_netbuf *packet, size_t len)
{
	unsigned int parts = 0;

	if (packet->gso_size != 0)
		return false;
	for (const struct uk_netbuf *part = packet; part; part = part->next)
		parts++;
	if (parts > NET_PARTS_MAX)
		return false;
	if (len < NET_ETHERNET_HEADER || len > virtio_net_frame_max(net))
		return false;
	if (!(packet->flags & UK_NETBUF_CHECKSUM_PARTIAL))
		return true;
	return (net->features & NET_F_CSUM) &&
	       (size_t)packet->checksum_start + packet->checksum_offset + 2 <= len;
}

/* Taken, whether sent or dropped: true. Not now: false. */
static bool send_or_drop(struct virtio_net *net, struct uk_netbuf *packet)
{
	size_t len = uk_netbuf_length(packet);
	bool idle = uk_virtqueue_outstanding(net->tx) == 0;
	int error = can_be_sent(net, packet, len) ? send_one(net, packet) : -EINVAL;

	if (error == 0) {
		net->netdev.stats.tx_packets++;
		net->netdev.stats.tx_bytes += len;
		return true;
	}
	/* An empty ring that has no room for it never will. */
	if (error != -EINVAL && !(error == -ENOSPC && idle))
		return false;
	net->netdev.stats.tx_errors++;
	uk_netbuf_free(packet);
	return true;
}

/* As many as fit. */
static unsigned int send_burst(struct virtio_net *net, struct uk_netbuf **packets,
			       unsigned int count)
{
	bool enabled = uk_spin_lock(&net->tx_lock);
	unsigned int sent = 0;

	while (sent < count && send_or_drop(net, packets[sent]))
		sent++;
	uk_virtqueue_kick(net->tx);
	uk_spin_unlock(&net->tx_lock, enabled);
	return sent;
}

/* The ring is full: wait for most of it, with an interrupt. False when it is not full any more. */
static bool wait_for_room(struct virtio_net *net)
{
	bool enabled = uk_spin_lock(&net->tx_lock);
	unsigned int outstanding = uk_virtqueue_outstanding(net->tx);
	bool waiting = uk_virtqueue_interrupt_enable(net->tx, uk_max(outstanding * 3 / 4, 1U));

	if (!waiting)
		uk_virtqueue_interrupt_disable(net->tx);
	uk_spin_unlock(&net->tx_lock, enabled);
	return waiting;
}

int virtio_net_transmit(struct uk_netdev *netdev, unsigned int queue, struct uk_netbuf **packets,
			unsigned int count)
{
	struct virtio_net *net = virtio_net_of(netdev);
	unsigned int sent;

	(void)queue;
	if (netdev->broken || !net->started)
		return -EIO;
	virtio_net_reclaim(net);
	sent = send_burst(net, packets, count);
	while (sent < count && !netdev->broken) {
		netdev->stats.tx_full++;
		if (virtio_net_reclaim(net) == 0 && wait_for_room(net))
			break;
		sent += send_burst(net, packets + sent, count - sent);
	}
	return netdev->broken && sent == 0 ? -EIO : (int)sent;
}
