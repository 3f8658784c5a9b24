/* SPDX-License-Identifier: BSD-3-Clause */
/* The whole stack on this machine: a device that is an array of frames, no threads, a clock by hand. */
#ifndef LWIP_TESTS_HARNESS_H
#define LWIP_TESTS_HARNESS_H

#include <uk/socket.h>

/* The stack has 10.0.2.15/24 and this MAC; the peer is 10.0.2.2 with its own. */
#define HARNESS_OUR_IP	0x0a00020fU
#define HARNESS_PEER_IP 0x0a000202U
extern const uint8_t harness_our_mac[6];
extern const uint8_t harness_peer_mac[6];

enum { HARNESS_FRAME_MAX = 4096 };

/* Start the stack, once a program, with that address or one that DHCP is to find. */
void harness_start(void);
void harness_start_dhcp(void);

/* What happens while a thread would sleep, or NULL; its result is that of the sleep. */
extern int (*harness_on_block)(void);

/* Let allocations above so many bytes in all fail; SIZE_MAX: none. */
extern size_t harness_memory_left;

/* Let a frame arrive, in parts of at most @part bytes, with flags of enum uk_netbuf_flags. */
void harness_inject(const uint8_t *frame, size_t len, size_t part, unsigned int flags);

/* Run timers after @milliseconds. */
void harness_advance(unsigned int milliseconds);

/* The next frame that the stack sent, its checksum completed as a device would, or 0. */
size_t harness_sent(uint8_t frame[HARNESS_FRAME_MAX]);

/* Forget what was sent. */
void harness_drain(void);

/* Live allocations and packet buffers: equal before and after when nothing leaks. */
size_t harness_live(void);

/* Fill in what a peer would send; each returns the frame's length. */
size_t harness_arp_reply(uint8_t *frame);
size_t harness_ping(uint8_t *frame, size_t payload);
struct harness_tcp {
	uint16_t from, to;
	uint32_t seq, ack;
	uint8_t flags;
	uint16_t window;
	const char *data;
};
size_t harness_tcp(uint8_t *frame, const struct harness_tcp *segment);
size_t harness_udp(uint8_t *frame, uint16_t from, uint16_t to, const char *data);
size_t harness_datagram(uint8_t *frame, uint16_t from, uint16_t to, const void *data, size_t len);

/* One's complement sum over @len bytes on top of @sum, folded; 0xffff for a correct packet. */
uint16_t harness_sum(const uint8_t *data, size_t len, uint32_t sum);

/* Pseudo header's sum of an IPv4 frame's payload. */
uint32_t harness_pseudo(const uint8_t *frame, size_t transport_len);

#endif
