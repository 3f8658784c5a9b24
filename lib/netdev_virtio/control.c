/* SPDX-License-Identifier: BSD-3-Clause */
/* Starting, stopping, suspending and resuming a virtio network card. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/print.h>

#include "net.h"

enum { INDIRECT_TABLES = 12, HEADER_BUFFERS = 64, HEADER_BUFFER_SIZE = 64 };

#define RX_BUFFERS CONFIG_LIB_NETDEV_VIRTIO_RX_BUFFERS
#define TX_DEPTH   CONFIG_LIB_NETDEV_VIRTIO_TX_DEPTH

static unsigned int round_down(unsigned int n)
{
	return 1U << uk_highest_bit(n);
}

/* Pools outlive a stop: the stack may still hold packets. */
static int create_pools(struct virtio_net *net)
{
	int error = 0;

	if (net->rx_pool == NULL)
		error = uk_netbuf_pool_create(RX_BUFFERS, NET_BUFFER_SIZE, NET_BUFFER_PADDING,
					      &net->rx_pool);
	if (error == 0 && net->header_pool == NULL)
		error = uk_netbuf_pool_create(HEADER_BUFFERS, HEADER_BUFFER_SIZE, 0,
					      &net->header_pool);
	if (error == 0)
		uk_netbuf_pool_set_refilled(net->rx_pool, virtio_net_refilled, net);
	return error;
}

static void release_pool(struct virtio_net *net, struct uk_netbuf_pool *pool, unsigned int count)
{
	if (pool == NULL)
		return;
	uk_netbuf_pool_set_refilled(pool, NULL, NULL);
	if (uk_netbuf_available(pool) == count)
		uk_netbuf_pool_destroy(pool);
	else
		uk_warning("netdev_virtio: %s: packets still in use, memory is not freed",
			   net->netdev.name);
}

void virtio_net_release_pools(struct virtio_net *net)
{
	release_pool(net, net->rx_pool, RX_BUFFERS);
	release_pool(net, net->header_pool, HEADER_BUFFERS);
	net->rx_pool = NULL;
	net->header_pool = NULL;
}

static int create_queues(struct virtio_net *net)
{
	const struct uk_virtqueue_spec rx = {
		.index = NET_QUEUE_RX,
		.size = round_down(RX_BUFFERS),
		.notified = virtio_net_received,
	};
	const struct uk_virtqueue_spec tx = {
		.index = NET_QUEUE_TX,
		.size = round_down(TX_DEPTH),
		.indirect_tables = INDIRECT_TABLES,
		.notified = virtio_net_transmitted,
	};
	int error = uk_virtqueue_create(net->dev, &rx, &net->rx);

	return error ? error : uk_virtqueue_create(net->dev, &tx, &net->tx);
}

static void drain(struct uk_virtqueue *queue)
{
	struct uk_netbuf *packet;

	while (queue && (packet = uk_virtqueue_detach(queue)))
		uk_netbuf_free(packet);
}

/* Everything back to its owner, unless the device may still write to it. */
static void halt(struct virtio_net *net)
{
	net->started = false;
	net->negotiated = false;
	if (uk_virtio_reset(net->dev)) {
		net->abandoned = true;
		return;
	}
	drain(net->rx);
	drain(net->tx);
	uk_virtqueue_destroy(net->rx);
	uk_virtqueue_destroy(net->tx);
	net->rx = NULL;
	net->tx = NULL;
}

static int set_up(struct virtio_net *net)
{
	int error = net->negotiated ? 0 : virtio_net_negotiate(net);

	if (error == 0)
		error = create_pools(net);
	if (error == 0)
		error = uk_virtio_interrupts_start(net->dev, NET_QUEUES);
	return error ? error : create_queues(net);
}

int virtio_net_start(struct uk_netdev *netdev, unsigned int rx_queues, unsigned int tx_queues)
{
	struct virtio_net *net = virtio_net_of(netdev);
	int error;

	if (rx_queues != 1 || tx_queues != 1 || net->started)
		return -EINVAL;
	error = set_up(net);
	if (error) {
		halt(net);
		return error;
	}
	net->started = true;
	uk_virtqueue_interrupt_disable(net->tx);
	uk_virtio_ready(net->dev);
	virtio_net_refill(net);
	return 0;
}

void virtio_net_stop(struct uk_netdev *netdev)
{
	struct virtio_net *net = virtio_net_of(netdev);

	if (net->started)
		halt(net);
}

int virtio_net_suspend(struct uk_netdev *netdev)
{
	struct virtio_net *net = virtio_net_of(netdev);

	net->resume_started = net->started;
	virtio_net_stop(netdev);
	return net->abandoned ? -EIO : 0;
}

int virtio_net_resume(struct uk_netdev *netdev)
{
	struct virtio_net *net = virtio_net_of(netdev);

	/* The machine may be another: what was agreed on before does not hold. */
	net->negotiated = false;
	return net->resume_started ? virtio_net_start(netdev, 1, 1) : 0;
}
