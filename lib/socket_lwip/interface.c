/* SPDX-License-Identifier: BSD-3-Clause */
/* A network device as an interface of lwIP: set-up, and frames that arrive. */
#include <lwip/etharp.h>
#include <lwip/ethip6.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <netif/ethernet.h>

#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/string.h>

#include "stack.h"

enum {
	BURST = 32,
	/* Frames up to this many bytes are copied: a buffer of 2 KiB held for them costs more. */
	COPY_BREAK = 256,
	/* Receive buffers that unread data may keep from the device; more is copied. */
	HELD_MAX = 64,
	ETHERNET_HEADER = 14,
	/*
	 * The shortest frame of IEEE 802.3 without its check sequence. Virtual devices give shorter
	 * ones, and lwIP reads headers of ARP and IP without a look at the length: pad, as a wire does.
	 */
	FRAME_MIN = 60,
	/* lwIP wants the headers in the first part: with this many bytes they are. */
	HEADERS_MAX = 128,
};

struct uk_list uk_lwip_interfaces = UK_LIST_INIT(uk_lwip_interfaces);

/* A received part lent to lwIP without a copy. */
struct lent_part {
	struct pbuf_custom custom;
	struct interface *interface;
	struct uk_netbuf *part;
};

static void lent_part_freed(struct pbuf *pbuf)
{
	struct lent_part *lent = (struct lent_part *)pbuf;

	lent->interface->held--;
	lent->part->release(lent->part);
	uk_lwip_free(lent);
}

static struct pbuf *lend_part(struct interface *interface, struct uk_netbuf *part)
{
	struct lent_part *lent = uk_lwip_malloc(sizeof(*lent));

	if (!lent)
		return NULL;
	lent->custom.custom_free_function = lent_part_freed;
	lent->interface = interface;
	lent->part = part;
	interface->held++;
	return pbuf_alloced_custom(PBUF_RAW, (u16_t)part->len, PBUF_REF, &lent->custom, part->data,
				   (u16_t)part->len);
}

static struct pbuf *lend(struct interface *interface, struct uk_netbuf *packet)
{
	struct pbuf *whole = NULL;

	while (packet) {
		struct uk_netbuf *following = packet->next;
		struct pbuf *pbuf;

		packet->next = NULL;
		pbuf = lend_part(interface, packet);
		if (!pbuf) {
			packet->next = following;
			uk_netbuf_free(packet);
			if (whole)
				pbuf_free(whole);
			return NULL;
		}
		if (whole)
			pbuf_cat(whole, pbuf);
		else
			whole = pbuf;
		packet = following;
	}
	return whole;
}

static struct pbuf *copy(struct uk_netbuf *packet, size_t len)
{
	size_t padded = uk_max(len, (size_t)FRAME_MIN), offset = 0;
	struct pbuf *frame = pbuf_alloc(PBUF_RAW, (u16_t)padded, PBUF_RAM);

	for (struct uk_netbuf *part = packet; frame && part; part = part->next) {
		memcpy((uint8_t *)frame->payload + offset, part->data, part->len);
		offset += part->len;
	}
	if (frame)
		memset((uint8_t *)frame->payload + len, 0, padded - len);
	uk_netbuf_free(packet);
	return frame;
}

/* What the device has verified is not verified again; what it has not is, whatever it can do. */
static void trust_checksum(struct netif *netif, const struct uk_netbuf *packet)
{
	u16_t check = NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP;

	if (packet->flags & UK_NETBUF_CHECKSUM_VALID)
		netif->chksum_flags &= (u16_t)~check;
	else
		netif->chksum_flags |= check;
}

/* A copy where one is cheaper than a lent buffer, or where lwIP could not read the parts. */
static struct pbuf *to_pbuf(struct interface *interface, struct uk_netbuf *packet, size_t len)
{
	bool scattered = packet->next && packet->len < HEADERS_MAX;

	if (len <= COPY_BREAK || scattered || interface->held >= HELD_MAX)
		return copy(packet, len);
	return lend(interface, packet);
}

static void deliver(struct interface *interface, struct uk_netbuf *packet)
{
	struct uk_netdev_stats *stats = &interface->dev->stats;
	size_t len = uk_netbuf_length(packet);
	struct pbuf *frame;

	if (len < ETHERNET_HEADER || len > UINT16_MAX) {
		stats->rx_errors++;
		uk_netbuf_free(packet);
		return;
	}
	trust_checksum(&interface->netif, packet);
	frame = to_pbuf(interface, packet, len);
	if (!frame)
		stats->rx_dropped++;
	else if (interface->netif.input(frame, &interface->netif) != ERR_OK)
		pbuf_free(frame);
}

bool uk_lwip_interface_receive(struct interface *interface)
{
	struct uk_netbuf *packets[BURST];
	int count = uk_netdev_receive(interface->dev, 0, packets, BURST);

	for (int i = 0; i < count; i++)
		deliver(interface, packets[i]);
	if (count == BURST)
		return true;
	return count >= 0 && !uk_netdev_rx_interrupt_enable(interface->dev, 0);
}

static void wake_network(void *arg, unsigned int queue)
{
	(void)arg;
	(void)queue;
	uk_lwip_wake();
}

static void device_changed(void *arg)
{
	(void)arg;
	uk_lwip_wake();
}

static void set_hardware(struct netif *netif, const struct uk_netdev_info *info)
{
	netif->hwaddr_len = UK_NETDEV_MAC_SIZE;
	memcpy(netif->hwaddr, info->mac, UK_NETDEV_MAC_SIZE);
	netif->mtu = uk_min(info->mtu, (uint16_t)1500);
	netif->flags =
		NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP;
#if LWIP_IPV6
	netif->mtu6 = netif->mtu;
	netif->flags |= NETIF_FLAG_MLD6;
	netif->output_ip6 = ethip6_output;
#endif
	netif->output = etharp_output;
	netif->linkoutput = uk_lwip_transmit;
}

static err_t setup_netif(struct netif *netif)
{
	struct interface *interface = netif->state;
	u16_t generate = NETIF_CHECKSUM_GEN_TCP | NETIF_CHECKSUM_GEN_UDP;

	netif->name[0] = 'n';
	netif->name[1] = 'e';
	set_hardware(netif, &interface->info);
	if (interface->info.features & UK_NETDEV_TX_CHECKSUM)
		netif->chksum_flags &= (u16_t)~generate;
	return ERR_OK;
}

static int allocate_buffers(struct interface *interface)
{
	unsigned int count = CONFIG_LIB_SOCKET_LWIP_TX_BUFFERS;

	/* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers is meant. */
	interface->queue = uk_calloc(count, sizeof(*interface->queue));
	if (!interface->queue)
		return -ENOMEM;
	return uk_netbuf_pool_create(count, 2048, interface->info.headroom, &interface->pool);
}

static int start_device(struct interface *interface)
{
	const struct uk_netdev_events events = { .received = wake_network,
						 .transmit_ready = wake_network,
						 .changed = device_changed,
						 .arg = interface };
	int error = allocate_buffers(interface);

	if (error)
		return error;
	uk_netdev_set_events(interface->dev, &events);
	return uk_netdev_start(interface->dev, 1, 1);
}

static void destroy(struct interface *interface)
{
	if (interface->pool)
		uk_netbuf_pool_destroy(interface->pool);
	uk_free(interface->queue);
	uk_free(interface);
}

int uk_lwip_interface_create(struct uk_netdev *dev, struct interface **out)
{
	struct interface *interface = uk_zalloc(sizeof(*interface));
	int error;

	if (!interface)
		return -ENOMEM;
	interface->dev = dev;
	dev->ops->get_info(dev, &interface->info);
	error = start_device(interface);
	if (error) {
		destroy(interface);
		return error;
	}
	netif_add_noaddr(&interface->netif, interface, setup_netif, ethernet_input);
	netif_set_up(&interface->netif);
	uk_list_add_tail(&uk_lwip_interfaces, &interface->link);
	*out = interface;
	return 0;
}
