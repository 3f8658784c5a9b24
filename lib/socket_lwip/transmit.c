/* SPDX-License-Identifier: BSD-3-Clause */
/* From lwIP's frames to the device's: copied once, queued, sent in bursts, checksums left to the device. */
#include <lwip/pbuf.h>
#include <lwip/prot/ethernet.h>
#include <lwip/prot/ip.h>
#include <lwip/prot/ip4.h>
#include <lwip/prot/ip6.h>

#include <uk/bits.h>
#include <uk/string.h>

#include "stack.h"

enum { BURST = 32, QUEUE_SIZE = CONFIG_LIB_SOCKET_LWIP_TX_BUFFERS };

/* Where the transport header of a frame stands, and its pseudo header's part of the checksum. */
struct transport {
	uint8_t protocol;
	uint16_t start; /* from the frame's first byte */
	uint32_t sum;
};

static uint32_t sum_words(const void *data, size_t bytes)
{
	const uint8_t *byte = data;
	uint32_t sum = 0;

	for (size_t i = 0; i < bytes; i += 2) {
		uint16_t word;

		memcpy(&word, byte + i, sizeof(word));
		sum += word;
	}
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)(sum + (sum >> 16));
}

/* False where the device cannot help: a fragment, extension headers, not IP at all. */
static bool find_transport4(const uint8_t *frame, size_t len, struct transport *found)
{
	const struct ip_hdr *ip = (const void *)(frame + SIZEOF_ETH_HDR);

	if (len < SIZEOF_ETH_HDR + IP_HLEN || IPH_HL_BYTES(ip) < IP_HLEN ||
	    (IPH_OFFSET(ip) & PP_HTONS(IP_OFFMASK | IP_MF)))
		return false;
	found->protocol = IPH_PROTO(ip);
	found->start = SIZEOF_ETH_HDR + IPH_HL_BYTES(ip);
	found->sum = sum_words(&ip->src, 8) +
		     uk_be16((uint16_t)(uk_be16(IPH_LEN(ip)) - IPH_HL_BYTES(ip)));
	return true;
}

static bool find_transport6(const uint8_t *frame, size_t len, struct transport *found)
{
	const struct ip6_hdr *ip = (const void *)(frame + SIZEOF_ETH_HDR);

	if (len < SIZEOF_ETH_HDR + IP6_HLEN)
		return false;
	found->protocol = IP6H_NEXTH(ip);
	found->start = SIZEOF_ETH_HDR + IP6_HLEN;
	found->sum = sum_words(&ip->src, 32) + ip->_plen;
	return true;
}

static bool find_transport(const uint8_t *frame, size_t len, struct transport *found)
{
	const struct eth_hdr *ethernet = (const void *)frame;

	if (len < SIZEOF_ETH_HDR)
		return false;
	if (ethernet->type == PP_HTONS(ETHTYPE_IP))
		return find_transport4(frame, len, found);
	if (ethernet->type == PP_HTONS(ETHTYPE_IPV6))
		return find_transport6(frame, len, found);
	return false;
}

/* Offset of the checksum in the header, or 0 for a protocol that the device does not know. */
static uint16_t checksum_offset(uint8_t protocol)
{
	return protocol == IP_PROTO_TCP ? 16 : protocol == IP_PROTO_UDP ? 6 : 0;
}

/* lwIP leaves these checksums to us (see uk_lwip_interface_create()): ask the device for it. */
static void request_checksum(struct uk_netbuf *frame)
{
	struct transport transport;
	uint16_t offset, sum;

	if (!find_transport(frame->data, frame->len, &transport))
		return;
	offset = checksum_offset(transport.protocol);
	if (offset == 0 || frame->len < transport.start + offset + 2U)
		return;
	sum = fold(transport.sum + uk_be16(transport.protocol));
	memcpy(frame->data + transport.start + offset, &sum, sizeof(sum));
	frame->flags |= UK_NETBUF_CHECKSUM_PARTIAL;
	frame->checksum_start = transport.start;
	frame->checksum_offset = offset;
}

err_t uk_lwip_transmit(struct netif *netif, struct pbuf *frame)
{
	struct interface *interface = netif->state;
	struct uk_netbuf *copy;

	if (interface->queue_count == QUEUE_SIZE)
		uk_lwip_transmit_flush(interface);
	if (interface->queue_count == QUEUE_SIZE)
		return ERR_MEM;
	copy = uk_netbuf_allocate(interface->pool);
	if (!copy)
		return ERR_MEM;
	if (frame->tot_len > copy->capacity - (size_t)(copy->data - copy->buffer)) {
		uk_netbuf_free(copy);
		return ERR_BUF;
	}
	copy->len = pbuf_copy_partial(frame, copy->data, frame->tot_len, 0);
	if (interface->info.features & UK_NETDEV_TX_CHECKSUM)
		request_checksum(copy);
	interface->queue[(interface->queue_head + interface->queue_count++) % QUEUE_SIZE] = copy;
	return ERR_OK;
}

static unsigned int next_burst(struct interface *interface, struct uk_netbuf **burst)
{
	unsigned int count = uk_min(interface->queue_count, (unsigned int)BURST);

	for (unsigned int i = 0; i < count; i++)
		burst[i] = interface->queue[(interface->queue_head + i) % QUEUE_SIZE];
	return count;
}

static void drop_queue(struct interface *interface)
{
	while (interface->queue_count > 0) {
		uk_netbuf_free(interface->queue[interface->queue_head % QUEUE_SIZE]);
		interface->queue_head++;
		interface->queue_count--;
	}
}

void uk_lwip_transmit_flush(struct interface *interface)
{
	struct uk_netbuf *burst[BURST];

	while (interface->queue_count > 0) {
		unsigned int count = next_burst(interface, burst);
		int taken = uk_netdev_transmit(interface->dev, 0, burst, count);

		if (taken < 0) {
			drop_queue(interface);
			return;
		}
		interface->queue_head += (unsigned int)taken;
		interface->queue_count -= (unsigned int)taken;
		if ((unsigned int)taken < count)
			return; /* full: transmit_ready() wakes the network thread */
	}
}
