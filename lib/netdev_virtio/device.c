/* SPDX-License-Identifier: BSD-3-Clause */
/* Finding virtio network cards: features, address, MTU, link. */
#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/arch/random.h>
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/string.h>

#include "net.h"

/* 5.1.4 Device configuration layout. */
enum { CONFIG_MAC = 0, CONFIG_STATUS = 6, CONFIG_MTU = 10 };
enum { STATUS_LINK_UP = 1 };

/* 5.1.4.1: the least MTU (RFC 791), and what every device has. */
enum { MTU_MIN = 68, MTU_DEFAULT = 1500 };

#define WANTED (NET_F_CSUM | NET_F_GUEST_CSUM | NET_F_MAC | NET_F_MRG_RXBUF | NET_F_STATUS)

static uint16_t mtu_in_one_buffer(void)
{
	return NET_BUFFER_SIZE - NET_BUFFER_PADDING - NET_HEADER_SIZE - NET_ETHERNET_HEADER -
	       NET_VLAN_TAG;
}

/* 5.1.4.2: who takes NET_F_MTU must have buffers for packets of that size. 0 or -EIO. */
static int choose_mtu(struct virtio_net *net, uint64_t offered, uint64_t *wanted)
{
	uint16_t mtu;

	net->mtu = MTU_DEFAULT;
	if (!(offered & NET_F_MTU))
		return 0;
	if (uk_virtio_config_read(net->dev, CONFIG_MTU, &mtu, sizeof(mtu), 1))
		return -EIO;
	if (mtu < MTU_MIN)
		return uk_virtio_break(net->dev, "MTU is too small");
	if (mtu > mtu_in_one_buffer() && !(offered & NET_F_MRG_RXBUF))
		return 0;
	net->mtu = mtu;
	*wanted |= NET_F_MTU;
	return 0;
}

static bool layout_is_free(const struct uk_virtio_device *dev)
{
	return dev->features & (dev->legacy ? UK_VIRTIO_F_ANY_LAYOUT : UK_VIRTIO_F_VERSION_1);
}

static int agree(struct virtio_net *net)
{
	struct uk_virtio_device *dev = net->dev;
	uint64_t wanted = WANTED;
	int error = choose_mtu(net, uk_virtio_offered(dev), &wanted);

	if (error == 0)
		error = uk_virtio_negotiate(dev, wanted);
	if (error)
		return error;
	if (!layout_is_free(dev)) {
		uk_error("netdev_virtio: %s: device does not offer ANY_LAYOUT", dev->name);
		return -ENOTSUP;
	}
	net->negotiated = true;
	return 0;
}

int virtio_net_negotiate(struct virtio_net *net)
{
	int error = uk_virtio_negotiate(net->dev, net->features);

	if (error)
		return error;
	if (net->dev->features != net->features)
		return uk_virtio_break(net->dev, "features changed over a reset");
	net->negotiated = true;
	return 0;
}

static bool mac_is_usable(const uint8_t *mac)
{
	static const uint8_t zero[UK_NETDEV_MAC_SIZE];

	return !(mac[0] & 1) && memcmp(mac, zero, sizeof(zero)) != 0;
}

/* IEEE 802: locally administered, for one station. */
static void make_mac(uint8_t *mac)
{
	uint64_t random;

	if (!ukarch_random_u64(&random))
		random = ukarch_cycles() * UINT64_C(0x9e3779b97f4a7c15) >> 8;
	memcpy(mac, &random, UK_NETDEV_MAC_SIZE);
	mac[0] = (uint8_t)((mac[0] & 0xfc) | 2);
}

static int choose_mac(struct virtio_net *net)
{
	if (!(net->features & NET_F_MAC)) {
		make_mac(net->mac);
		return 0;
	}
	if (uk_virtio_config_read(net->dev, CONFIG_MAC, net->mac, 1, UK_NETDEV_MAC_SIZE))
		return -EIO;
	if (!mac_is_usable(net->mac)) {
		uk_warning("netdev_virtio: %s: no station's address, made one up", net->dev->name);
		make_mac(net->mac);
	}
	return 0;
}

static bool read_link(struct virtio_net *net)
{
	uint16_t status;

	if (!(net->features & NET_F_STATUS))
		return true;
	if (uk_virtio_config_read(net->dev, CONFIG_STATUS, &status, sizeof(status), 1))
		return false;
	return status & STATUS_LINK_UP;
}

bool virtio_net_link_up(struct uk_netdev *netdev)
{
	return !netdev->broken && read_link(virtio_net_of(netdev));
}

static void get_info(struct uk_netdev *netdev, struct uk_netdev_info *info)
{
	struct virtio_net *net = virtio_net_of(netdev);

	*info = (struct uk_netdev_info){
		.mtu = net->mtu,
		.max_rx_queues = 1,
		.max_tx_queues = 1,
		.max_parts = NET_PARTS_MAX,
		.headroom = net->header_size,
	};
	memcpy(info->mac, net->mac, sizeof(info->mac));
	if (net->features & NET_F_CSUM)
		info->features |= UK_NETDEV_TX_CHECKSUM;
	if (net->features & NET_F_GUEST_CSUM)
		info->features |= UK_NETDEV_RX_CHECKSUM;
}

static const struct uk_netdev_ops net_ops = {
	.get_info = get_info,
	.start = virtio_net_start,
	.stop = virtio_net_stop,
	.receive = virtio_net_receive,
	.transmit = virtio_net_transmit,
	.rx_interrupt_enable = virtio_net_rx_interrupt_enable,
	.link_up = virtio_net_link_up,
	.suspend = virtio_net_suspend,
	.resume = virtio_net_resume,
};

static int learn(struct virtio_net *net)
{
	bool long_header;
	int error = agree(net);

	if (error)
		return error;
	net->features = net->dev->features;
	long_header = !net->dev->legacy || (net->features & NET_F_MRG_RXBUF);
	net->header_size = long_header ? NET_HEADER_SIZE : NET_HEADER_SIZE_LEGACY;
	net->rx_parts = (unsigned int)((virtio_net_frame_max(net) + net->header_size) /
				       (NET_BUFFER_SIZE - NET_BUFFER_PADDING)) +
			1;
	error = choose_mac(net);
	net->link = read_link(net);
	return error;
}

static int net_probe(struct uk_virtio_device *dev)
{
	struct virtio_net *net = uk_zalloc(sizeof(*net));
	int error;

	if (net == NULL)
		return -ENOMEM;
	net->dev = dev;
	net->netdev.ops = &net_ops;
	uk_spin_init(&net->tx_lock);
	dev->driver_data = net;
	error = learn(net);
	if (error == 0)
		error = uk_netdev_register(&net->netdev);
	if (error) {
		dev->driver_data = NULL;
		uk_free(net);
		return error;
	}
	net->registered = true;
	return 0;
}

static void net_remove(struct uk_virtio_device *dev)
{
	struct virtio_net *net = dev->driver_data;

	uk_netdev_unregister(&net->netdev);
	virtio_net_stop(&net->netdev);
	virtio_net_release_pools(net);
	dev->driver_data = NULL;
	uk_free(net);
}

static void net_config_changed(struct uk_virtio_device *dev)
{
	struct virtio_net *net = dev->driver_data;
	bool link = read_link(net);

	if (link == net->link)
		return;
	net->link = link;
	if (net->netdev.events.changed)
		net->netdev.events.changed(net->netdev.events.arg);
}

static void net_broken(struct uk_virtio_device *dev, const char *reason)
{
	struct virtio_net *net = dev->driver_data;

	if (net && net->registered)
		uk_netdev_break(&net->netdev, reason);
	else
		uk_error("netdev_virtio: %s: %s", dev->name, reason);
}

static const struct uk_virtio_driver virtio_net_driver = {
	.name = "netdev_virtio",
	.type = UK_VIRTIO_TYPE_NET,
	.probe = net_probe,
	.remove = net_remove,
	.config_changed = net_config_changed,
	.broken = net_broken,
};
UK_VIRTIO_DRIVER(virtio_net_driver);
