/* SPDX-License-Identifier: BSD-3-Clause */
/* The whole stack on this machine: what lib/socket_lwip stands on, as small as it can be. */
#include <stdlib.h>
#include <string.h>

#include <uk/alloc.h>
#include <uk/cmdline.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/mutex.h>
#include <uk/netdev.h>
#include <uk/print.h>
#include <uk/random.h>
#include <uk/sched.h>

#include "fakes.h"
#include "harness.h"
#include "stack.h"

#include <lwip/timeouts.h>

const uint8_t harness_our_mac[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };
const uint8_t harness_peer_mac[6] = { 0x52, 0x55, 0x0a, 0, 2, 2 };

static uint64_t now = UK_NSEC_PER_SEC;
static size_t live;

/* What the stack sent, and what waits to be received. */
enum { SENT_MAX = 256 };
static uint8_t sent[SENT_MAX][HARNESS_FRAME_MAX];
static size_t sent_len[SENT_MAX];
static unsigned int sent_first, sent_count;
static struct uk_netbuf *arriving;

uint64_t ukplat_clock_monotonic(void)
{
	return now;
}

/* Memory: the host's, counted. */
size_t harness_memory_left = SIZE_MAX;

static bool may_take(size_t size)
{
	if (size > harness_memory_left)
		return false;
	if (harness_memory_left != SIZE_MAX)
		harness_memory_left -= size;
	live++;
	return true;
}

void *uk_malloc(size_t size)
{
	return may_take(size) ? malloc(size) : NULL;
}

void *uk_zalloc(size_t size)
{
	return uk_calloc(1, size);
}

void *uk_calloc(size_t count, size_t size)
{
	return may_take(count * size) ? calloc(count, size) : NULL;
}

/* lwIP's accounting asks for sizes; the same constant both ways keeps it in balance. */
size_t uk_malloc_usable_size(const void *memory)
{
	(void)memory;
	return 64;
}

void uk_free(void *memory)
{
	if (memory)
		live--;
	free(memory);
}

struct uk_alloc *uk_alloc_default(void)
{
	static struct uk_alloc alloc;

	return &alloc;
}

void uk_alloc_get_stats(struct uk_alloc *alloc, struct uk_alloc_stats *stats)
{
	(void)alloc;
	*stats = (struct uk_alloc_stats){ .total = 16 << 20 };
}

/* One thread, so no waiting and nobody to wake. */
int uk_mutex_lock_slow(struct uk_mutex *mutex, uint64_t deadline)
{
	(void)mutex;
	(void)deadline;
	abort();
}

void uk_mutex_lock_always(struct uk_mutex *mutex)
{
	(void)mutex;
	abort();
}

bool uk_wait_wake_one(struct uk_wait_queue *queue)
{
	(void)queue;
	return false;
}

int uk_thread_create(void (*entry)(void *arg), void *arg,
		     const struct uk_thread_attributes *attributes, struct uk_thread **out)
{
	(void)entry;
	(void)arg;
	(void)attributes;
	*out = NULL;
	return 0;
}

void uk_thread_wake(struct uk_thread *thread)
{
	(void)thread;
}

void uk_thread_prepare(void)
{
}

int (*harness_on_block)(void);

int uk_thread_block(uint64_t deadline)
{
	(void)deadline;
	return harness_on_block ? harness_on_block() : -ETIMEDOUT;
}

void uk_thread_yield(void)
{
}

void uk_wait_queue_init(struct uk_wait_queue *queue)
{
	(void)queue;
}

void uk_wait_add(struct uk_wait_queue *queue, struct uk_waiter *waiter)
{
	(void)queue;
	(void)waiter;
}

bool uk_wait_remove(struct uk_waiter *waiter)
{
	(void)waiter;
	return true;
}

void uk_wait_wake_all(struct uk_wait_queue *queue)
{
	(void)queue;
}

/* Files: a socket whose caller never sleeps. */
void uk_file_notify(struct uk_file *file)
{
	(void)file;
}

int uk_file_wait(struct uk_file *file, unsigned int events, uint64_t deadline)
{
	(void)file;
	(void)events;
	(void)deadline;
	return -ETIMEDOUT;
}

void uk_socket_init(struct uk_socket *socket, const struct uk_socket_ops *ops, int family, int type,
		    int protocol)
{
	socket->ops = ops;
	socket->family = family;
	socket->type = type;
	socket->protocol = protocol;
	atomic_init(&socket->file.flags, UK_FILE_NONBLOCK);
}

void uk_random_bytes(void *data, size_t len)
{
	memset(data, 0x5a, len);
}

uint32_t uk_random_u32(void)
{
	static uint32_t state = 1;

	state = state * 1103515245 + 12345;
	return state;
}

void uk_log(enum uk_log_level level, const char *text, ...)
{
	(void)level;
	(void)text;
}

int uk_printf(const char *text, ...)
{
	(void)text;
	return 0;
}

_Noreturn void uk_crash(const char *reason, ...)
{
	(void)reason;
	abort();
}

/* Packet buffers: each its own allocation, so that the sanitizer sees every byte too far. */
static void release_part(struct uk_netbuf *part)
{
	free(part->buffer);
	free(part);
	live--;
}

static struct uk_netbuf *make_part(size_t capacity, size_t headroom)
{
	struct uk_netbuf *part = calloc(1, sizeof(*part));

	part->buffer = malloc(capacity);
	part->data = part->buffer + headroom;
	part->capacity = (uint32_t)capacity;
	part->release = release_part;
	live++;
	return part;
}

int uk_netbuf_pool_create(unsigned int count, uint32_t size, uint32_t headroom,
			  struct uk_netbuf_pool **out)
{
	(void)count;
	(void)size;
	(void)headroom;
	*out = NULL;
	return 0;
}

void uk_netbuf_pool_destroy(struct uk_netbuf_pool *pool)
{
	(void)pool;
}

struct uk_netbuf *uk_netbuf_allocate(struct uk_netbuf_pool *pool)
{
	(void)pool;
	return make_part(2048, 16);
}

void uk_netbuf_free(struct uk_netbuf *packet)
{
	while (packet) {
		struct uk_netbuf *following = packet->next;

		packet->release(packet);
		packet = following;
	}
}

size_t uk_netbuf_length(const struct uk_netbuf *packet)
{
	size_t len = 0;

	for (; packet; packet = packet->next)
		len += packet->len;
	return len;
}

/* The device. */
static void get_info(struct uk_netdev *dev, struct uk_netdev_info *info)
{
	(void)dev;
	*info = (struct uk_netdev_info){ .mtu = 1500,
					 .max_parts = 1,
					 .headroom = 16,
					 .features =
						 UK_NETDEV_TX_CHECKSUM | UK_NETDEV_RX_CHECKSUM };
	memcpy(info->mac, harness_our_mac, 6);
}

static int start(struct uk_netdev *dev, unsigned int rx_queues, unsigned int tx_queues)
{
	(void)dev;
	return rx_queues == 1 && tx_queues == 1 ? 0 : -EINVAL;
}

static int receive(struct uk_netdev *dev, unsigned int queue, struct uk_netbuf **packets,
		   unsigned int count)
{
	(void)dev;
	(void)queue;
	if (!arriving || count == 0)
		return 0;
	packets[0] = arriving;
	arriving = NULL;
	return 1;
}

static void complete_checksum(uint8_t *frame, const struct uk_netbuf *packet)
{
	uint16_t sum;

	if (!(packet->flags & UK_NETBUF_CHECKSUM_PARTIAL))
		return;
	sum = harness_sum(frame + packet->checksum_start, packet->len - packet->checksum_start, 0);
	sum = (uint16_t)~sum;
	frame[packet->checksum_start + packet->checksum_offset] = (uint8_t)(sum >> 8);
	frame[packet->checksum_start + packet->checksum_offset + 1] = (uint8_t)sum;
}

static int transmit(struct uk_netdev *dev, unsigned int queue, struct uk_netbuf **packets,
		    unsigned int count)
{
	(void)dev;
	(void)queue;
	for (unsigned int i = 0; i < count; i++) {
		if (sent_count < SENT_MAX) {
			unsigned int at = (sent_first + sent_count++) % SENT_MAX;

			memcpy(sent[at], packets[i]->data, packets[i]->len);
			sent_len[at] = packets[i]->len;
			complete_checksum(sent[at], packets[i]);
		}
		uk_netbuf_free(packets[i]);
	}
	return (int)count;
}

static bool rx_interrupt_enable(struct uk_netdev *dev, unsigned int queue)
{
	(void)dev;
	(void)queue;
	return true;
}

static const struct uk_netdev_ops device_ops = { .get_info = get_info,
						 .start = start,
						 .receive = receive,
						 .transmit = transmit,
						 .rx_interrupt_enable = rx_interrupt_enable };
static struct uk_netdev device = { .ops = &device_ops, .name = "net0" };

struct uk_netdev *uk_netdev_get(unsigned int index)
{
	return index == 0 ? &device : NULL;
}

void uk_netdev_set_events(struct uk_netdev *dev, const struct uk_netdev_events *events)
{
	dev->events = *events;
}

UK_TABLE_DECLARE(option);
UK_TABLE_DECLARE(init_network);

static void set_option(const char *name, const char *value)
{
	uk_table_for_each (slot, option) {
		const struct uk_option *option = *slot;

		if (strcmp(option->name, name) == 0 && option->set(option, value) != 0)
			abort();
	}
}

void harness_start_dhcp(void)
{
	fake_cpu_reset();
	uk_table_for_each (slot, init_network) {
		const struct uk_init *init = *slot;

		if (init->run() != 0)
			abort();
	}
}

void harness_start(void)
{
	set_option("net.ip", "10.0.2.15/24");
	set_option("net.gw", "10.0.2.2");
	harness_start_dhcp();
	harness_drain();
}

void harness_inject(const uint8_t *frame, size_t len, size_t part, unsigned int flags)
{
	struct uk_netbuf **link = &arriving;
	struct interface *interface =
		uk_list_first_entry(&uk_lwip_interfaces, struct interface, link);

	for (size_t at = 0; at < len || link == &arriving; at += part) {
		size_t step = uk_min(part, len - at);

		*link = make_part(step ? step : 1, 0);
		(*link)->len = (uint32_t)step;
		memcpy((*link)->data, frame + at, step);
		link = &(*link)->next;
	}
	arriving->flags = (uint16_t)flags;
	uk_lwip_lock();
	uk_lwip_interface_receive(interface);
	uk_lwip_unlock();
}

void harness_advance(unsigned int milliseconds)
{
	enum { STEP = 50 };

	/* In steps, as the network thread sleeps: of a timer that is overdue more than once, lwIP runs one. */
	for (unsigned int passed = 0; passed < milliseconds; passed += STEP) {
		now += uk_min(milliseconds - passed, (unsigned int)STEP) * UK_NSEC_PER_MSEC;
		uk_lwip_lock();
		sys_check_timeouts();
		uk_lwip_unlock();
	}
}

size_t harness_sent(uint8_t frame[HARNESS_FRAME_MAX])
{
	size_t len;

	if (sent_count == 0)
		return 0;
	len = sent_len[sent_first];
	memcpy(frame, sent[sent_first], len);
	sent_first = (sent_first + 1) % SENT_MAX;
	sent_count--;
	return len;
}

void harness_drain(void)
{
	sent_count = 0;
}

size_t harness_live(void)
{
	return live;
}

uint16_t harness_sum(const uint8_t *data, size_t len, uint32_t sum)
{
	for (size_t i = 0; i < len; i++)
		sum += i % 2 ? data[i] : (uint32_t)data[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

uint32_t harness_pseudo(const uint8_t *frame, size_t transport_len)
{
	return harness_sum(frame + 26, 8, frame[23] + (uint32_t)transport_len);
}

static void put16(uint8_t *to, uint16_t value)
{
	to[0] = (uint8_t)(value >> 8);
	to[1] = (uint8_t)value;
}

static void put32(uint8_t *to, uint32_t value)
{
	put16(to, (uint16_t)(value >> 16));
	put16(to + 2, (uint16_t)value);
}

static void put_ethernet(uint8_t *frame, uint16_t type)
{
	memcpy(frame, harness_our_mac, 6);
	memcpy(frame + 6, harness_peer_mac, 6);
	put16(frame + 12, type);
}

static void put_ip(uint8_t *frame, uint8_t protocol, size_t payload)
{
	uint8_t *ip = frame + 14;

	put_ethernet(frame, 0x0800);
	memset(ip, 0, 20);
	ip[0] = 0x45;
	put16(ip + 2, (uint16_t)(20 + payload));
	ip[8] = 64;
	ip[9] = protocol;
	put32(ip + 12, HARNESS_PEER_IP);
	put32(ip + 16, HARNESS_OUR_IP);
	put16(ip + 10, (uint16_t)~harness_sum(ip, 20, 0));
}

size_t harness_arp_reply(uint8_t *frame)
{
	put_ethernet(frame, 0x0806);
	memcpy(frame + 14, "\x00\x01\x08\x00\x06\x04\x00\x02", 8);
	memcpy(frame + 22, harness_peer_mac, 6);
	put32(frame + 28, HARNESS_PEER_IP);
	memcpy(frame + 32, harness_our_mac, 6);
	put32(frame + 38, HARNESS_OUR_IP);
	return 42;
}

size_t harness_ping(uint8_t *frame, size_t payload)
{
	uint8_t *icmp = frame + 34;

	put_ip(frame, 1, 8 + payload);
	memset(icmp, 0, 8);
	icmp[0] = 8;
	for (size_t i = 0; i < payload; i++)
		icmp[8 + i] = (uint8_t)i;
	put16(icmp + 2, (uint16_t)~harness_sum(icmp, 8 + payload, 0));
	return 34 + 8 + payload;
}

size_t harness_tcp(uint8_t *frame, const struct harness_tcp *segment)
{
	size_t payload = segment->data ? strlen(segment->data) : 0;
	uint8_t *tcp = frame + 34;

	put_ip(frame, 6, 20 + payload);
	memset(tcp, 0, 20);
	put16(tcp, segment->from);
	put16(tcp + 2, segment->to);
	put32(tcp + 4, segment->seq);
	put32(tcp + 8, segment->ack);
	tcp[12] = 5 << 4;
	tcp[13] = segment->flags;
	put16(tcp + 14, segment->window);
	if (payload)
		memcpy(tcp + 20, segment->data, payload);
	put16(tcp + 16,
	      (uint16_t)~harness_sum(tcp, 20 + payload, harness_pseudo(frame, 20 + payload)));
	return 54 + payload;
}

size_t harness_udp(uint8_t *frame, uint16_t from, uint16_t to, const char *data)
{
	return harness_datagram(frame, from, to, data, strlen(data));
}

size_t harness_datagram(uint8_t *frame, uint16_t from, uint16_t to, const void *data,
			size_t payload)
{
	uint8_t *udp = frame + 34;

	put_ip(frame, 17, 8 + payload);
	put16(udp, from);
	put16(udp + 2, to);
	put16(udp + 4, (uint16_t)(8 + payload));
	put16(udp + 6, 0);
	memcpy(udp + 8, data, payload);
	put16(udp + 6,
	      (uint16_t)~harness_sum(udp, 8 + payload, harness_pseudo(frame, 8 + payload)));
	return 42 + payload;
}
