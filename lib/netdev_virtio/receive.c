/* SPDX-License-Identifier: BSD-3-Clause */
/* Receiving: keeping the ring full, checking what a device says of a packet. */
#include <uk/errno.h>
#include <uk/string.h>

#include "net.h"

/* In an interrupt. */
void virtio_net_received(struct uk_virtio_device *dev, unsigned int index)
{
	struct virtio_net *net = dev->driver_data;

	(void)index;
	net->netdev.stats.interrupts++;
	uk_virtqueue_interrupt_disable(net->rx);
	if (net->netdev.events.received)
		net->netdev.events.received(net->netdev.events.arg, 0);
}

static int add_buffer(struct virtio_net *net, struct uk_netbuf *buffer)
{
	struct uk_virtio_segment segment = {
		.phys = buffer->phys + NET_BUFFER_PADDING,
		.len = buffer->capacity - NET_BUFFER_PADDING,
	};

	return uk_virtqueue_add(net->rx, &segment, 0, 1, buffer);
}

void virtio_net_refill(struct virtio_net *net)
{
	unsigned int room = uk_virtqueue_size(net->rx) - uk_virtqueue_outstanding(net->rx);

	for (; room > 0; room--) {
		struct uk_netbuf *buffer = uk_netbuf_allocate(net->rx_pool);

		if (buffer == NULL)
			break;
		if (add_buffer(net, buffer)) {
			uk_netbuf_free(buffer);
			break;
		}
	}
	uk_virtqueue_kick(net->rx);
}

/* Somebody gave a buffer back to the empty pool. Any context. */
void virtio_net_refilled(void *arg)
{
	struct virtio_net *net = arg;
	bool enabled = ukplat_irq_save();

	/* Pairs with the store in virtio_net_rx_interrupt_enable(). */
	if (atomic_exchange(&net->rx_starved, false) && net->netdev.events.received)
		net->netdev.events.received(net->netdev.events.arg, 0);
	ukplat_irq_restore(enabled);
}

/* 1, 0 when the ring is empty, or -EIO. */
static int take(struct virtio_net *net, struct uk_netbuf **part)
{
	uint32_t len;
	void *token;
	int taken = uk_virtqueue_take(net->rx, &token, &len);

	if (taken <= 0)
		return taken;
	*part = token;
	(*part)->len = len;
	return 1;
}

/* 5.1.6.3.2: a merged packet's buffers are used together. Frees @packet when they were not. */
static int take_rest(struct virtio_net *net, struct uk_netbuf *packet, unsigned int count)
{
	struct uk_netbuf *last = packet;

	while (count-- > 0) {
		if (take(net, &last->next) <= 0) {
			last->next = NULL;
			uk_netbuf_free(packet);
			return uk_virtio_break(net->dev, "packet misses buffers");
		}
		last = last->next;
		last->next = NULL;
	}
	return 0;
}

/* Copy the header out of reach of the device, and step over it. */
static int take_header(struct virtio_net *net, struct uk_netbuf *packet,
		       struct virtio_net_header *header)
{
	if (packet->len < net->header_size) {
		uk_netbuf_free(packet);
		return uk_virtio_break(net->dev, "packet is shorter than its header");
	}
	memcpy(header, packet->data, net->header_size);
	packet->data += net->header_size;
	packet->len -= net->header_size;
	if (!(net->features & NET_F_MRG_RXBUF))
		header->buffers = 1;
	if (header->buffers == 0) {
		uk_netbuf_free(packet);
		return uk_virtio_break(net->dev, "packet of no buffers");
	}
	return 0;
}

/* 5.1.6.4.2. Return: false when header and frame contradict each other. */
static bool note_checksum(const struct virtio_net *net, const struct virtio_net_header *header,
			  struct uk_netbuf *packet, size_t len)
{
	if (!(net->features & NET_F_GUEST_CSUM))
		return true;
	if (header->flags & NET_HEADER_NEEDS_CHECKSUM) {
		if (header->checksum_start < NET_ETHERNET_HEADER ||
		    (size_t)header->checksum_start + header->checksum_offset + 2 > len)
			return false;
		packet->flags = UK_NETBUF_CHECKSUM_PARTIAL | UK_NETBUF_CHECKSUM_VALID;
		packet->checksum_start = header->checksum_start;
		packet->checksum_offset = header->checksum_offset;
	} else if (header->flags & NET_HEADER_DATA_VALID) {
		packet->flags = UK_NETBUF_CHECKSUM_VALID;
	}
	return true;
}

static bool has_empty_part(const struct uk_netbuf *packet)
{
	for (; packet; packet = packet->next) {
		if (packet->len == 0)
			return true;
	}
	return false;
}

static bool is_frame(const struct virtio_net *net, const struct virtio_net_header *header,
		     struct uk_netbuf *packet, size_t len)
{
	/* No segmentation offload was agreed on, so no frame is larger than the MTU allows. */
	if (len < NET_ETHERNET_HEADER || len > virtio_net_frame_max(net) || header->gso_type != 0)
		return false;
	return !has_empty_part(packet) && note_checksum(net, header, packet, len);
}

/* 1 and a packet, or NULL where one was dropped; 0 when there is none; -EIO. */
static int receive_one(struct virtio_net *net, struct uk_netbuf **packet)
{
	struct virtio_net_header header = { 0 };
	size_t len;
	int taken = take(net, packet);

	if (taken <= 0)
		return taken;
	if (take_header(net, *packet, &header) || take_rest(net, *packet, header.buffers - 1U))
		return -EIO;
	len = uk_netbuf_length(*packet);
	if (is_frame(net, &header, *packet, len)) {
		net->netdev.stats.rx_packets++;
		net->netdev.stats.rx_bytes += len;
		return 1;
	}
	net->netdev.stats.rx_errors++;
	uk_netbuf_free(*packet);
	*packet = NULL;
	return 1;
}

int virtio_net_receive(struct uk_netdev *netdev, unsigned int queue, struct uk_netbuf **packets,
		       unsigned int count)
{
	struct virtio_net *net = virtio_net_of(netdev);
	unsigned int got = 0;
	unsigned int looked;

	(void)queue;
	if (netdev->broken || !net->started)
		return -EIO;
	/* Dropped ones count too: a device that gives nothing else does not keep us here. */
	for (looked = 0; looked < count; looked++) {
		if (receive_one(net, &packets[got]) <= 0)
			break;
		if (packets[got])
			got++;
	}
	if (looked > 0)
		virtio_net_refill(net);
	virtio_net_reclaim(net);
	return (int)got;
}

/* Before going idle: a request for a notification that became visible late would wait for ever. */
static void kick_again(struct virtio_net *net)
{
	bool enabled = uk_spin_lock(&net->tx_lock);

	uk_virtqueue_kick(net->tx);
	uk_spin_unlock(&net->tx_lock, enabled);
	uk_virtqueue_kick(net->rx);
}

bool virtio_net_rx_interrupt_enable(struct uk_netdev *netdev, unsigned int queue)
{
	struct virtio_net *net = virtio_net_of(netdev);

	(void)queue;
	if (netdev->broken || !net->started)
		return true;
	if (uk_virtqueue_outstanding(net->rx) < net->rx_parts) {
		/* Before the last look into the pool; pairs with virtio_net_refilled(). */
		atomic_store(&net->rx_starved, true);
		virtio_net_refill(net);
		if (uk_virtqueue_outstanding(net->rx) >= net->rx_parts)
			atomic_store(&net->rx_starved, false);
	}
	kick_again(net);
	return uk_virtqueue_interrupt_enable(net->rx, 1);
}
