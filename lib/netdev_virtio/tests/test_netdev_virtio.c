/* SPDX-License-Identifier: BSD-3-Clause */
/* The network driver against a card that is sane, and against each header and ring that no sane card gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/arch/random.h>
#include <uk/errno.h>

#include "fake_alloc.h"
#include "fake_log.h"
#include "fake_virtio.h"
#include "fakes.h"

#include "net.h"

enum { RX = NET_QUEUE_RX, TX = NET_QUEUE_TX, FRAME = 60, BUFFERS = 256 };
enum { CONFIG_STATUS = 6, CONFIG_MTU = 10 };

#define ALL                                                                           \
	(NET_F_CSUM | NET_F_GUEST_CSUM | NET_F_MAC | NET_F_STATUS | NET_F_MRG_RXBUF | \
	 UK_VIRTIO_F_EVENT_IDX | UK_VIRTIO_F_INDIRECT_DESC)

static struct fake_virtio fake;
static struct uk_netdev *netdev;
static unsigned int received, transmit_ready, changed, released;
static bool has_random;

bool ukarch_random_u64(uint64_t *value)
{
	*value = UINT64_MAX;
	return has_random;
}

static void on_received(void *arg, unsigned int queue)
{
	(void)arg;
	assert_int_equal(queue, 0);
	received++;
}

static void on_transmit_ready(void *arg, unsigned int queue)
{
	(void)arg;
	assert_int_equal(queue, 0);
	transmit_ready++;
}

static void on_changed(void *arg)
{
	(void)arg;
	changed++;
}

static void prepare(uint64_t features)
{
	fake_virtio_init(&fake, UK_VIRTIO_TYPE_NET, features);
	memcpy(fake.config, "\x52\x54\0\x12\x34\x56\1\0", 8);
	fake_log_count = 0;
	fake_alloc_fail_after = UINT32_MAX;
	received = transmit_ready = changed = released = 0;
	has_random = true;
	netdev = NULL;
}

static void probe(void)
{
	static const struct uk_netdev_events events = {
		.received = on_received,
		.transmit_ready = on_transmit_ready,
		.changed = on_changed,
	};

	assert_int_equal(uk_virtio_register(&fake.dev), 0);
	netdev = uk_netdev_get(0);
	assert_non_null(netdev);
	uk_netdev_set_events(netdev, &events);
}

static void start_with(uint64_t features)
{
	prepare(features);
	probe();
	assert_int_equal(uk_netdev_start(netdev, 1, 1), 0);
}

static int setup(void **state)
{
	(void)state;
	start_with(ALL);
	return 0;
}

static int setup_alone(void **state)
{
	(void)state;
	prepare(ALL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_alloc_fail_after = UINT32_MAX;
	if (netdev)
		uk_virtio_unregister(&fake.dev);
	netdev = NULL;
	return 0;
}

static int receive(struct uk_netbuf **packet)
{
	return uk_netdev_receive(netdev, 0, packet, 1);
}

/* The device writes a header and a frame of @len bytes into one buffer. */
static void deliver_with(const struct virtio_net_header *header, uint32_t len)
{
	struct fake_virtio_chain chain;
	uint32_t size = virtio_net_of(netdev)->header_size;

	assert_true(fake_virtio_pop(&fake, RX, &chain));
	memcpy(chain.parts[0].data, header, size);
	for (uint32_t i = 0; i < len; i++)
		chain.parts[0].data[size + i] = (uint8_t)i;
	fake_virtio_use(&fake, RX, chain.id, size + len);
}

static void deliver(uint32_t len)
{
	deliver_with(&(struct virtio_net_header){ .buffers = 1 }, len);
}

static void assert_dropped(void)
{
	struct uk_netbuf *packet;

	assert_int_equal(receive(&packet), 0);
	assert_int_equal(netdev->stats.rx_errors, 1);
	assert_false(netdev->broken);
	deliver(FRAME);
	assert_int_equal(receive(&packet), 1);
	uk_netbuf_free(packet);
}

static void assert_broken(const char *reason)
{
	struct uk_netbuf *packet;

	assert_true(netdev->broken);
	assert_int_equal(fake_log_count, 1);
	assert_non_null(strstr(fake_log_last, reason));
	assert_int_equal(changed, 1);
	assert_int_equal(receive(&packet), -EIO);
	assert_int_equal(uk_netdev_transmit(netdev, 0, &packet, 1), -EIO);
	assert_true(uk_netdev_rx_interrupt_enable(netdev, 0));
	assert_false(netdev->ops->link_up(netdev));
	/* After a stop all memory is back: ASan watches. */
}

static struct uk_netdev_info info_of(void)
{
	struct uk_netdev_info info;

	netdev->ops->get_info(netdev, &info);
	return info;
}

static void says_what_the_card_is(void **state)
{
	struct uk_netdev_info info;

	(void)state;
	probe();
	info = info_of();
	assert_memory_equal(info.mac, "\x52\x54\0\x12\x34\x56", 6);
	assert_int_equal(info.mtu, 1500);
	assert_int_equal(info.headroom, NET_HEADER_SIZE);
	assert_int_equal(info.features, UK_NETDEV_TX_CHECKSUM | UK_NETDEV_RX_CHECKSUM);
	assert_int_equal(fake.accepted, ALL | UK_VIRTIO_F_VERSION_1);
}

static void asks_for_no_feature_it_does_not_have(void **state)
{
	(void)state;
	fake.offered = UINT64_MAX;
	fake.config[CONFIG_MTU] = 200;
	probe();
	assert_int_equal(fake.accepted, ALL | NET_F_MTU | UK_VIRTIO_F_VERSION_1);
	assert_int_equal(info_of().mtu, 200);
}

static void works_with_no_feature_but_version_1(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	start_with(0);
	assert_int_equal(info_of().features, 0);
	assert_true(netdev->ops->link_up(netdev));
	deliver_with(&(struct virtio_net_header){ .buffers = 77 }, FRAME);
	assert_int_equal(receive(&packet), 1);
	assert_int_equal(packet->len, FRAME);
	uk_netbuf_free(packet);
}

static void refuses_a_card_that_offers_nothing(void **state)
{
	(void)state;
	fake.offered = 0;
	assert_int_equal(uk_virtio_register(&fake.dev), -ENOTSUP);
	assert_null(uk_netdev_get(0));
	assert_int_equal(fake_log_count, 1);
}

static void makes_an_address_up_where_there_is_none(void **state)
{
	static const uint8_t bad[2][6] = { { 0 }, { 0x53, 1, 2, 3, 4, 5 } };

	for (unsigned int i = 0; i < 4; i++) {
		prepare(i < 2 ? NET_F_MAC : 0);
		has_random = i % 2;
		memcpy(fake.config, bad[i % 2], 6);
		probe();
		assert_int_equal(info_of().mac[0] & 3, 2);
		assert_int_equal(fake_log_count, i < 2);
		teardown(state);
	}
}

static void takes_an_mtu_it_has_buffers_for(void **state)
{
	prepare(NET_F_MTU | NET_F_MRG_RXBUF);
	memcpy(fake.config + CONFIG_MTU, "\x28\x23", 2); /* 9000 */
	probe();
	assert_int_equal(info_of().mtu, 9000);
	assert_int_equal(virtio_net_of(netdev)->rx_parts, 5);
	teardown(state);
	prepare(NET_F_MTU);
	memcpy(fake.config + CONFIG_MTU, "\x28\x23", 2);
	probe();
	assert_int_equal(info_of().mtu, 1500);
	assert_false(fake.accepted & NET_F_MTU);
}

static void refuses_an_mtu_below_that_of_the_internet(void **state)
{
	(void)state;
	prepare(NET_F_MTU);
	fake.config[CONFIG_MTU] = 67;
	assert_int_equal(uk_virtio_register(&fake.dev), -EIO);
	assert_int_equal(fake_log_count, 1);
	assert_null(uk_netdev_get(0));
}

static void drives_legacy_cards_with_their_short_header(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	prepare(UK_VIRTIO_F_ANY_LAYOUT);
	fake.dev.legacy = true;
	probe();
	assert_int_equal(info_of().headroom, NET_HEADER_SIZE_LEGACY);
	assert_int_equal(uk_netdev_start(netdev, 1, 1), 0);
	deliver(FRAME);
	assert_int_equal(receive(&packet), 1);
	assert_int_equal(packet->data[0] + packet->data[FRAME - 1], FRAME - 1);
	uk_netbuf_free(packet);
}

static void refuses_legacy_cards_without_any_layout(void **state)
{
	(void)state;
	fake.dev.legacy = true;
	assert_int_equal(uk_virtio_register(&fake.dev), -ENOTSUP);
	assert_int_equal(fake_log_count, 1);
}

static void survives_every_allocation_failing(void **state)
{
	(void)state;
	fake_alloc_fail_after = 0;
	assert_int_equal(uk_virtio_register(&fake.dev), -ENOMEM);
	fake_alloc_fail_after = UINT32_MAX;
	probe();
	for (unsigned int i = 0; i < 4; i++) {
		fake_alloc_fail_after = i;
		assert_int_equal(uk_netdev_start(netdev, 1, 1), -ENOMEM);
	}
	fake_alloc_fail_after = UINT32_MAX;
	assert_int_equal(uk_netdev_start(netdev, 1, 1), 0);
}

static void starts_one_queue_pair_once(void **state)
{
	(void)state;
	probe();
	assert_int_equal(uk_netdev_start(netdev, 2, 1), -EINVAL);
	assert_int_equal(uk_netdev_start(netdev, 1, 2), -EINVAL);
	assert_int_equal(uk_netdev_start(netdev, 0, 0), -EINVAL);
	assert_int_equal(uk_netdev_start(netdev, 1, 1), 0);
	assert_int_equal(uk_netdev_start(netdev, 1, 1), -EINVAL);
	assert_true(fake.status & UK_VIRTIO_DRIVER_OK);
}

static void reports_why_it_cannot_start(void **state)
{
	(void)state;
	probe();
	fake.interrupts_error = -ENOSPC;
	assert_int_equal(uk_netdev_start(netdev, 1, 1), -ENOSPC);
	fake.interrupts_error = 0;
	fake.queues[TX].size_max = 0;
	assert_int_equal(uk_netdev_start(netdev, 1, 1), -EIO);
	assert_true(netdev->broken);
	assert_int_equal(fake_log_count, 1);
	assert_int_equal(uk_netdev_start(netdev, 1, 1), -EIO);
}

static void breaks_when_features_change_over_a_reset(void **state)
{
	(void)state;
	netdev->ops->stop(netdev);
	fake.offered &= ~NET_F_MRG_RXBUF;
	assert_int_equal(uk_netdev_start(netdev, 1, 1), -EIO);
	assert_broken("features changed");
}

static void receives_what_was_sent(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	assert_int_equal(receive(&packet), 0);
	deliver(FRAME);
	assert_int_equal(received, 1);
	assert_int_equal(receive(&packet), 1);
	assert_int_equal(packet->len, FRAME);
	assert_int_equal(packet->flags, 0);
	assert_null(packet->next);
	for (unsigned int i = 0; i < FRAME; i++)
		assert_int_equal(packet->data[i], i);
	/* The IP header behind the Ethernet header is aligned. */
	assert_int_equal((uintptr_t)(packet->data + NET_ETHERNET_HEADER) % 4, 0);
	assert_int_equal(netdev->stats.rx_packets, 1);
	assert_int_equal(netdev->stats.rx_bytes, FRAME);
	uk_netbuf_free(packet);
}

static void receives_bursts_and_no_more_than_asked_for(void **state)
{
	struct uk_netbuf *packets[8];

	(void)state;
	for (unsigned int i = 0; i < 8; i++)
		deliver(FRAME + i);
	assert_int_equal(uk_netdev_receive(netdev, 0, packets, 5), 5);
	assert_int_equal(uk_netdev_receive(netdev, 0, packets + 5, 3), 3);
	for (unsigned int i = 0; i < 8; i++) {
		assert_int_equal(packets[i]->len, FRAME + i);
		uk_netbuf_free(packets[i]);
	}
}

static void interrupts_once_until_polled(void **state)
{
	struct uk_netbuf *packets[8];

	(void)state;
	deliver(FRAME);
	deliver(FRAME);
	assert_int_equal(received, 1);
	assert_false(uk_netdev_rx_interrupt_enable(netdev, 0));
	assert_int_equal(uk_netdev_receive(netdev, 0, packets, 8), 2);
	assert_true(uk_netdev_rx_interrupt_enable(netdev, 0));
	uk_netbuf_free(packets[0]);
	uk_netbuf_free(packets[1]);
	deliver(FRAME);
	assert_int_equal(received, 2);
	assert_int_equal(netdev->stats.interrupts, 2);
}

static unsigned int deliver_all(struct uk_netbuf **packets)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < BUFFERS; i++)
		deliver(FRAME);
	while (count < BUFFERS)
		count += (unsigned int)uk_netdev_receive(netdev, 0, packets + count,
							 BUFFERS - count);
	return count;
}

static void goes_on_when_a_stack_that_held_all_buffers_frees_one(void **state)
{
	struct uk_netbuf *packets[BUFFERS];
	struct fake_virtio_chain chain;

	(void)state;
	assert_int_equal(deliver_all(packets), BUFFERS);
	assert_true(uk_netdev_rx_interrupt_enable(netdev, 0));
	assert_false(fake_virtio_pop(&fake, RX, &chain));
	received = 0;
	uk_netbuf_free(packets[0]);
	assert_int_equal(received, 1);
	assert_int_equal(receive(&packets[0]), 0);
	assert_true(uk_netdev_rx_interrupt_enable(netdev, 0));
	deliver(FRAME);
	assert_int_equal(received, 2);
	for (unsigned int i = 1; i < BUFFERS; i++)
		uk_netbuf_free(packets[i]);
	assert_int_equal(received, 2);
}

static void takes_frames_of_every_legal_length(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	for (uint32_t len = 14; len <= 1518; len++) {
		deliver(len);
		assert_int_equal(receive(&packet), 1);
		assert_int_equal(packet->len, len);
		uk_netbuf_free(packet);
	}
}

static void drops_a_frame_that_is_too_short(void **state)
{
	(void)state;
	deliver(13);
	assert_dropped();
}

static void drops_an_empty_frame(void **state)
{
	(void)state;
	deliver(0);
	assert_dropped();
}

static void drops_a_frame_that_is_too_long(void **state)
{
	(void)state;
	deliver(1519);
	assert_dropped();
}

static void drops_a_segmented_frame_that_nobody_agreed_on(void **state)
{
	(void)state;
	deliver_with(&(struct virtio_net_header){ .buffers = 1, .gso_type = 1 }, FRAME);
	assert_dropped();
}

static void comes_back_from_a_card_that_gives_bad_frames_alone(void **state)
{
	struct uk_netbuf *packets[4];

	(void)state;
	for (unsigned int i = 0; i < 100; i++)
		deliver(1);
	assert_int_equal(uk_netdev_receive(netdev, 0, packets, 4), 0);
	assert_int_equal(netdev->stats.rx_errors, 4);
	assert_false(uk_netdev_rx_interrupt_enable(netdev, 0));
}

static void breaks_on_less_than_a_header(void **state)
{
	struct fake_virtio_chain chain;
	struct uk_netbuf *packet;

	(void)state;
	assert_true(fake_virtio_pop(&fake, RX, &chain));
	fake_virtio_use(&fake, RX, chain.id, NET_HEADER_SIZE - 1);
	assert_int_equal(receive(&packet), 0);
	assert_true(fake.status & UK_VIRTIO_FAILED);
	assert_broken("shorter than its header");
}

static void breaks_on_a_packet_of_no_buffers(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	deliver_with(&(struct virtio_net_header){ .buffers = 0 }, FRAME);
	assert_int_equal(receive(&packet), 0);
	assert_broken("no buffers");
}

static void breaks_on_a_packet_that_misses_buffers(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	deliver_with(&(struct virtio_net_header){ .buffers = 3 }, FRAME);
	deliver(FRAME);
	assert_int_equal(receive(&packet), 0);
	assert_broken("misses buffers");
}

static void breaks_on_a_packet_of_all_buffers_there_could_be(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	deliver_with(&(struct virtio_net_header){ .buffers = UINT16_MAX }, FRAME);
	assert_int_equal(receive(&packet), 0);
	assert_broken("misses buffers");
}

/* A jumbo frame over @count buffers, the last of @last bytes. */
static void deliver_merged(unsigned int count, uint32_t last)
{
	struct virtio_net_header header = { .buffers = (uint16_t)count };
	struct fake_virtio_chain chain;

	for (unsigned int i = 0; i < count; i++) {
		uint32_t len;

		assert_true(fake_virtio_pop(&fake, RX, &chain));
		len = i + 1 < count ? chain.parts[0].len : last;
		memset(chain.parts[0].data, (int)i, len);
		if (i == 0)
			memcpy(chain.parts[0].data, &header, sizeof(header));
		fake_virtio_push(&fake, RX, chain.id, len);
	}
	fake_virtio_publish(&fake, RX);
}

static void start_jumbo(void)
{
	prepare(ALL | NET_F_MTU);
	memcpy(fake.config + CONFIG_MTU, "\x28\x23", 2);
	probe();
	assert_int_equal(uk_netdev_start(netdev, 1, 1), 0);
}

static void receives_a_frame_over_several_buffers(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	start_jumbo();
	deliver_merged(3, 100);
	assert_int_equal(receive(&packet), 1);
	assert_int_equal(uk_netbuf_length(packet), 2 * 2046 - NET_HEADER_SIZE + 100);
	assert_int_equal(packet->next->data[0], 1);
	assert_int_equal(packet->next->next->data[99], 2);
	assert_null(packet->next->next->next);
	uk_netbuf_free(packet);
}

static void drops_a_merged_frame_that_is_too_long(void **state)
{
	(void)state;
	start_jumbo();
	deliver_merged(5, 2046);
	assert_dropped();
}

static void drops_a_merged_frame_with_an_empty_part(void **state)
{
	(void)state;
	start_jumbo();
	deliver_merged(3, 0);
	assert_dropped();
}

static void wakes_for_a_jumbo_frame_that_needs_more_buffers(void **state)
{
	struct uk_netbuf *packets[BUFFERS];

	(void)state;
	start_jumbo();
	assert_int_equal(deliver_all(packets), BUFFERS);
	uk_netbuf_free(packets[0]);
	assert_int_equal(receive(&packets[0]), 0);
	received = 0;
	assert_true(uk_netdev_rx_interrupt_enable(netdev, 0));
	for (unsigned int i = 1; i < BUFFERS; i++)
		uk_netbuf_free(packets[i]);
	assert_int_equal(received, 1);
}

static void tells_of_verified_checksums(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	deliver_with(&(struct virtio_net_header){ .buffers = 1, .flags = 2 }, FRAME);
	assert_int_equal(receive(&packet), 1);
	assert_int_equal(packet->flags, UK_NETBUF_CHECKSUM_VALID);
	uk_netbuf_free(packet);
}

static void tells_of_checksums_left_to_do(void **state)
{
	const struct virtio_net_header header = {
		.buffers = 1,
		.flags = 1,
		.checksum_start = 34,
		.checksum_offset = FRAME - 34 - 2,
	};
	struct uk_netbuf *packet;

	(void)state;
	deliver_with(&header, FRAME);
	assert_int_equal(receive(&packet), 1);
	assert_int_equal(packet->flags, UK_NETBUF_CHECKSUM_PARTIAL | UK_NETBUF_CHECKSUM_VALID);
	assert_int_equal(packet->checksum_start, 34);
	assert_int_equal(packet->checksum_offset, FRAME - 34 - 2);
	uk_netbuf_free(packet);
}

static void drops_a_checksum_behind_the_frame(void **state)
{
	const struct virtio_net_header header = {
		.buffers = 1,
		.flags = 1,
		.checksum_start = 34,
		.checksum_offset = FRAME - 34 - 1,
	};

	(void)state;
	deliver_with(&header, FRAME);
	assert_dropped();
}

static void drops_a_checksum_far_behind_the_frame(void **state)
{
	const struct virtio_net_header header = {
		.buffers = 1,
		.flags = 1,
		.checksum_start = UINT16_MAX,
		.checksum_offset = UINT16_MAX,
	};

	(void)state;
	deliver_with(&header, FRAME);
	assert_dropped();
}

static void drops_a_checksum_of_the_ethernet_header(void **state)
{
	const struct virtio_net_header header = { .buffers = 1, .flags = 1, .checksum_start = 13 };

	(void)state;
	deliver_with(&header, FRAME);
	assert_dropped();
}

static void trusts_no_checksum_that_was_not_agreed_on(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	start_with(NET_F_MRG_RXBUF);
	deliver_with(&(struct virtio_net_header){ .buffers = 1, .flags = 3 }, FRAME);
	assert_int_equal(receive(&packet), 1);
	assert_int_equal(packet->flags, 0);
	uk_netbuf_free(packet);
}

static void breaks_on_a_bad_receive_ring(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	*fake_virtio_used_index(&fake, RX) = BUFFERS + 1;
	assert_int_equal(receive(&packet), 0);
	assert_broken("used index");
}

static void breaks_on_a_bad_transmit_ring(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	*fake_virtio_used_index(&fake, TX) = 1;
	assert_int_equal(uk_netdev_transmit(netdev, 0, &packet, 0), -EIO);
	assert_broken("used index");
}

static uint8_t lent[256][2048];
static struct uk_netbuf parts[256];

static void count_release(struct uk_netbuf *part)
{
	(void)part;
	released++;
}

/* Packet @n of one part of @len bytes, with so much headroom. */
static struct uk_netbuf *packet_of(unsigned int n, uint32_t headroom, uint32_t len)
{
	parts[n] = (struct uk_netbuf){
		.data = lent[n] + headroom,
		.len = len,
		.buffer = lent[n],
		.capacity = sizeof(lent[n]),
		.phys = (uintptr_t)lent[n],
		.release = count_release,
	};
	for (uint32_t i = 0; i < len && headroom + i < sizeof(lent[n]); i++)
		parts[n].data[i] = (uint8_t)(n + i);
	return &parts[n];
}

static int transmit(struct uk_netbuf *packet)
{
	return uk_netdev_transmit(netdev, 0, &packet, 1);
}

/* The device takes a packet; @chain tells what it saw. */
static void consume(struct fake_virtio_chain *chain)
{
	assert_true(fake_virtio_pop(&fake, TX, chain));
	assert_int_equal(chain->writable, 0);
	fake_virtio_use(&fake, TX, chain->id, 0);
}

static void transmits_with_the_header_in_the_headroom(void **state)
{
	static const uint8_t no_header[NET_HEADER_SIZE];
	struct fake_virtio_chain chain;

	(void)state;
	memset(lent[0], 0xff, 100);
	assert_int_equal(transmit(packet_of(0, 20, FRAME)), 1);
	consume(&chain);
	assert_int_equal(chain.readable, 1);
	assert_int_equal(chain.parts[0].len, NET_HEADER_SIZE + FRAME);
	assert_memory_equal(chain.parts[0].data, no_header, NET_HEADER_SIZE);
	assert_ptr_equal(chain.parts[0].data + NET_HEADER_SIZE, lent[0] + 20);
	assert_int_equal(netdev->stats.tx_packets, 1);
	assert_int_equal(netdev->stats.tx_bytes, FRAME);
	assert_int_equal(released, 0);
	assert_int_equal(uk_netdev_transmit(netdev, 0, NULL, 0), 0);
	assert_int_equal(released, 1);
}

static void transmits_without_headroom(void **state)
{
	struct fake_virtio_chain chain;

	(void)state;
	for (uint32_t headroom = 0; headroom <= NET_HEADER_SIZE; headroom++) {
		assert_int_equal(transmit(packet_of(0, headroom, FRAME)), 1);
		consume(&chain);
		assert_int_equal(chain.readable, headroom < NET_HEADER_SIZE ? 2 : 1);
		if (headroom < NET_HEADER_SIZE) {
			assert_int_equal(chain.parts[0].len, NET_HEADER_SIZE);
			assert_int_equal(chain.parts[1].len, FRAME);
			assert_memory_equal(chain.parts[1].data, lent[0] + headroom, FRAME);
		}
	}
	uk_netdev_transmit(netdev, 0, NULL, 0);
	assert_int_equal(released, NET_HEADER_SIZE + 1);
}

static void transmits_scattered_packets(void **state)
{
	struct fake_virtio_chain chain;
	struct uk_netbuf *packet = packet_of(0, 32, 14);

	(void)state;
	packet->next = packet_of(1, 7, 0); /* an empty part is left out */
	packet->next->next = packet_of(2, 5, 100);
	packet->next->next->next = packet_of(3, 0, 200);
	assert_int_equal(transmit(packet), 1);
	consume(&chain);
	assert_int_equal(chain.readable, 3);
	assert_int_equal(chain.parts[1].len, 100);
	assert_ptr_equal(chain.parts[1].data, lent[2] + 5);
	assert_int_equal(chain.parts[2].len, 200);
	assert_true(chain.indirect);
	assert_int_equal(uk_netdev_receive(netdev, 0, NULL, 0), 0);
	assert_int_equal(released, 4);
}

static void asks_the_card_for_checksums(void **state)
{
	struct uk_netbuf *packet = packet_of(0, 32, FRAME);
	struct fake_virtio_chain chain;
	struct virtio_net_header header;

	(void)state;
	packet->flags = UK_NETBUF_CHECKSUM_PARTIAL;
	packet->checksum_start = 34;
	packet->checksum_offset = 16;
	assert_int_equal(transmit(packet), 1);
	consume(&chain);
	memcpy(&header, chain.parts[0].data, sizeof(header));
	assert_int_equal(header.flags, 1);
	assert_int_equal(header.checksum_start, 34);
	assert_int_equal(header.checksum_offset, 16);
	assert_int_equal(header.gso_type + header.gso_size + header.header_len, 0);
}

static void assert_not_sent(struct uk_netbuf *packet)
{
	unsigned int errors = (unsigned int)netdev->stats.tx_errors;
	struct fake_virtio_chain chain;

	released = 0;
	assert_int_equal(transmit(packet), 1);
	assert_int_equal(netdev->stats.tx_errors, errors + 1);
	assert_true(released > 0);
	assert_false(fake_virtio_pop(&fake, TX, &chain));
}

static void drops_what_cannot_be_sent(void **state)
{
	struct uk_netbuf *packet = packet_of(0, 32, FRAME);

	(void)state;
	assert_not_sent(packet_of(1, 32, 13));
	assert_not_sent(packet_of(1, 32, 1519));
	packet->gso_size = 1448;
	assert_not_sent(packet);
	packet = packet_of(0, 32, FRAME);
	packet->flags = UK_NETBUF_CHECKSUM_PARTIAL;
	packet->checksum_start = FRAME - 1;
	assert_not_sent(packet);
	packet = packet_of(0, 32, FRAME);
	for (unsigned int i = 0; i < NET_PARTS_MAX; i++) {
		parts[i].next = &parts[i + 1];
		packet_of(i + 1, 0, 1);
	}
	assert_not_sent(packet);
	assert_int_equal(netdev->stats.tx_packets, 0);
}

static void sends_as_many_parts_as_it_says(void **state)
{
	struct uk_netbuf *packet = packet_of(0, 0, FRAME);
	struct fake_virtio_chain chain;

	(void)state;
	for (unsigned int i = 0; i + 1 < info_of().max_parts; i++) {
		parts[i].next = &parts[i + 1];
		packet_of(i + 1, 0, 1);
	}
	assert_int_equal(transmit(packet), 1);
	consume(&chain);
	assert_int_equal(chain.readable, NET_PARTS_MAX + 1);
}

static void drops_checksum_requests_that_were_not_agreed_on(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	start_with(0);
	packet = packet_of(0, 32, FRAME);
	packet->flags = UK_NETBUF_CHECKSUM_PARTIAL;
	assert_not_sent(packet);
}

static void drops_what_a_tiny_ring_never_takes(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	prepare(0);
	fake.queues[TX].size_max = 2;
	probe();
	assert_int_equal(uk_netdev_start(netdev, 1, 1), 0);
	packet = packet_of(0, 0, FRAME);
	packet->next = packet_of(1, 0, FRAME);
	assert_not_sent(packet);
	assert_int_equal(transmit(packet_of(0, 0, FRAME)), 1);
}

static void notifies_once_a_burst(void **state)
{
	struct uk_netbuf *burst[4];

	(void)state;
	for (unsigned int i = 0; i < 4; i++)
		burst[i] = packet_of(i, 32, FRAME);
	assert_int_equal(uk_netdev_transmit(netdev, 0, burst, 4), 4);
	assert_int_equal(fake.queues[TX].notifications, 1);
}

/* Fill the ring; returns how many went in. */
static unsigned int fill_ring(void)
{
	unsigned int count = 0;

	while (count < 256 && transmit(packet_of(count, 32, FRAME)) == 1)
		count++;
	return count;
}

static void is_full_waits_and_goes_on_by_interrupt(void **state)
{
	struct fake_virtio_chain chain;

	(void)state;
	prepare(ALL);
	fake.queues[TX].size_max = 64;
	probe();
	assert_int_equal(uk_netdev_start(netdev, 1, 1), 0);
	assert_int_equal(fill_ring(), 64);
	assert_int_equal(netdev->stats.tx_full, 1);
	for (unsigned int i = 0; i < 47; i++)
		consume(&chain);
	assert_int_equal(transmit_ready, 0);
	consume(&chain);
	assert_int_equal(transmit_ready, 1);
	consume(&chain);
	assert_int_equal(transmit_ready, 1);
	assert_int_equal(transmit(packet_of(100, 32, FRAME)), 1);
	assert_int_equal(released, 49);
	consume(&chain);
	assert_int_equal(transmit_ready, 1);
}

static void takes_the_rest_when_the_card_was_quick(void **state)
{
	struct uk_netbuf *burst[3];
	struct fake_virtio_chain chain;

	(void)state;
	prepare(0);
	fake.queues[TX].size_max = 2;
	probe();
	assert_int_equal(uk_netdev_start(netdev, 1, 1), 0);
	for (unsigned int i = 0; i < 3; i++)
		burst[i] = packet_of(i, 32, FRAME);
	assert_int_equal(uk_netdev_transmit(netdev, 0, burst, 3), 2);
	assert_int_equal(transmit_ready, 0);
	consume(&chain);
	assert_int_equal(transmit_ready, 1);
	assert_int_equal(uk_netdev_transmit(netdev, 0, burst + 2, 1), 1);
	assert_int_equal(released, 1);
}

static void runs_out_of_header_buffers_and_recovers(void **state)
{
	struct fake_virtio_chain chain;
	unsigned int sent = 0;

	(void)state;
	while (sent < 256 && transmit(packet_of(sent, 0, FRAME)) == 1)
		sent++;
	assert_int_equal(sent, 64);
	for (unsigned int i = 0; i < 48; i++)
		consume(&chain);
	assert_int_equal(transmit_ready, 1);
	assert_int_equal(transmit(packet_of(200, 0, FRAME)), 1);
}

static void gives_everything_back_when_stopped(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	deliver(FRAME);
	assert_int_equal(receive(&packet), 1);
	assert_int_equal(transmit(packet_of(0, 32, FRAME)), 1);
	assert_int_equal(transmit(packet_of(1, 0, FRAME)), 1);
	netdev->ops->stop(netdev);
	assert_int_equal(released, 2);
	assert_int_equal(fake.status, 0);
	assert_false(fake.interrupts_on);
	assert_int_equal(receive(&packet), -EIO);
	assert_int_equal(transmit(packet_of(0, 32, FRAME)), -EIO);
	assert_int_equal(uk_netbuf_available(virtio_net_of(netdev)->rx_pool), BUFFERS - 1);
	uk_netbuf_free(packet);
	assert_int_equal(uk_netdev_start(netdev, 1, 1), 0);
	deliver(FRAME);
	assert_int_equal(receive(&packet), 1);
	uk_netbuf_free(packet);
}

static void keeps_the_buffers_of_a_card_that_does_not_stop(void **state)
{
	struct virtio_net *net = virtio_net_of(netdev);

	(void)state;
	assert_int_equal(transmit(packet_of(0, 32, FRAME)), 1);
	fake.never_resets = true;
	netdev->ops->stop(netdev);
	assert_int_equal(released, 0);
	assert_int_equal(uk_netbuf_available(net->rx_pool), 0);
	assert_broken("reset does not end");
	assert_int_equal(uk_netdev_start(netdev, 1, 1), -EIO);
	assert_int_equal(netdev->ops->suspend(netdev), -EIO);
	/* The test takes the memory back itself: nothing writes to it. */
	fake.never_resets = false;
	net->started = true;
	netdev->ops->stop(netdev);
}

static void suspends_and_resumes(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	assert_int_equal(netdev->ops->suspend(netdev), 0);
	assert_int_equal(fake.status, 0);
	assert_int_equal(netdev->ops->resume(netdev), 0);
	deliver(FRAME);
	assert_int_equal(receive(&packet), 1);
	uk_netbuf_free(packet);
	netdev->ops->stop(netdev);
	assert_int_equal(netdev->ops->suspend(netdev), 0);
	assert_int_equal(netdev->ops->resume(netdev), 0);
	assert_int_equal(receive(&packet), -EIO);
}

static void tells_of_the_link(void **state)
{
	(void)state;
	assert_true(netdev->ops->link_up(netdev));
	uk_virtio_config_interrupt(&fake.dev);
	assert_int_equal(changed, 0);
	fake.config[CONFIG_STATUS] = 0;
	uk_virtio_config_interrupt(&fake.dev);
	assert_int_equal(changed, 1);
	assert_false(netdev->ops->link_up(netdev));
}

static void breaks_when_the_card_needs_a_reset(void **state)
{
	(void)state;
	fake.status |= UK_VIRTIO_NEEDS_RESET;
	uk_virtio_config_interrupt(&fake.dev);
	assert_broken("needs a reset");
}

static void leaves_when_it_is_removed(void **state)
{
	(void)state;
	assert_int_equal(transmit(packet_of(0, 32, FRAME)), 1);
	uk_virtio_unregister(&fake.dev);
	netdev = NULL;
	assert_null(uk_netdev_get(0));
	assert_int_equal(released, 1);
	assert_int_equal(changed, 1);
}

#define TEST(name)	 cmocka_unit_test_setup_teardown(name, setup, teardown)
#define TEST_ALONE(name) cmocka_unit_test_setup_teardown(name, setup_alone, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_ALONE(says_what_the_card_is),
		TEST_ALONE(asks_for_no_feature_it_does_not_have),
		TEST_ALONE(works_with_no_feature_but_version_1),
		TEST_ALONE(refuses_a_card_that_offers_nothing),
		TEST_ALONE(makes_an_address_up_where_there_is_none),
		TEST_ALONE(takes_an_mtu_it_has_buffers_for),
		TEST_ALONE(refuses_an_mtu_below_that_of_the_internet),
		TEST_ALONE(drives_legacy_cards_with_their_short_header),
		TEST_ALONE(refuses_legacy_cards_without_any_layout),
		TEST_ALONE(survives_every_allocation_failing),
		TEST_ALONE(starts_one_queue_pair_once),
		TEST_ALONE(reports_why_it_cannot_start),
		TEST(breaks_when_features_change_over_a_reset),
		TEST(receives_what_was_sent),
		TEST(receives_bursts_and_no_more_than_asked_for),
		TEST(interrupts_once_until_polled),
		TEST(goes_on_when_a_stack_that_held_all_buffers_frees_one),
		TEST(takes_frames_of_every_legal_length),
		TEST(drops_a_frame_that_is_too_short),
		TEST(drops_an_empty_frame),
		TEST(drops_a_frame_that_is_too_long),
		TEST(drops_a_segmented_frame_that_nobody_agreed_on),
		TEST(comes_back_from_a_card_that_gives_bad_frames_alone),
		TEST(breaks_on_less_than_a_header),
		TEST(breaks_on_a_packet_of_no_buffers),
		TEST(breaks_on_a_packet_that_misses_buffers),
		TEST(breaks_on_a_packet_of_all_buffers_there_could_be),
		TEST_ALONE(receives_a_frame_over_several_buffers),
		TEST_ALONE(drops_a_merged_frame_that_is_too_long),
		TEST_ALONE(drops_a_merged_frame_with_an_empty_part),
		TEST_ALONE(wakes_for_a_jumbo_frame_that_needs_more_buffers),
		TEST(tells_of_verified_checksums),
		TEST(tells_of_checksums_left_to_do),
		TEST(drops_a_checksum_behind_the_frame),
		TEST(drops_a_checksum_far_behind_the_frame),
		TEST(drops_a_checksum_of_the_ethernet_header),
		TEST_ALONE(trusts_no_checksum_that_was_not_agreed_on),
		TEST(breaks_on_a_bad_receive_ring),
		TEST(breaks_on_a_bad_transmit_ring),
		TEST(transmits_with_the_header_in_the_headroom),
		TEST(transmits_without_headroom),
		TEST(transmits_scattered_packets),
		TEST(asks_the_card_for_checksums),
		TEST(drops_what_cannot_be_sent),
		TEST(sends_as_many_parts_as_it_says),
		TEST_ALONE(drops_checksum_requests_that_were_not_agreed_on),
		TEST_ALONE(drops_what_a_tiny_ring_never_takes),
		TEST(notifies_once_a_burst),
		TEST_ALONE(is_full_waits_and_goes_on_by_interrupt),
		TEST_ALONE(takes_the_rest_when_the_card_was_quick),
		TEST(runs_out_of_header_buffers_and_recovers),
		TEST(gives_everything_back_when_stopped),
		TEST(keeps_the_buffers_of_a_card_that_does_not_stop),
		TEST(suspends_and_resumes),
		TEST(tells_of_the_link),
		TEST(breaks_when_the_card_needs_a_reset),
		TEST(leaves_when_it_is_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
