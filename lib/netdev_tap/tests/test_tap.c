/* SPDX-License-Identifier: BSD-3-Clause */
/* Tap devices on a host that the test plays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/cmdline.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat/host.h>

#include "fake_alloc.h"
#include "fake_log.h"
#include "fakes.h"

#include "tap.h"

UK_TABLE_DECLARE(option);
UK_TABLE_DECLARE(init_bus);

enum { FD = 7, IRQ = 3, BUFFERS = CONFIG_LIB_NETDEV_TAP_RX_BUFFERS };

/* The host. */
static long open_result, ioctl_result, irq_result, read_result, write_result;
static unsigned int opens, closes, rearms, reads_left;
static char opened[64];
static uint8_t request[40];
static uint8_t written[2048];
static size_t written_len;

static struct uk_netdev *netdev;
static unsigned int received, released;

long ukplat_host_open(const char *path, int flags)
{
	assert_int_equal(flags, 02004002);
	strcpy(opened, path);
	opens++;
	return open_result;
}

long ukplat_host_ioctl(int fd, unsigned long number, void *arg)
{
	assert_int_equal(fd, FD);
	assert_int_equal(number, 0x400454ca);
	memcpy(request, arg, sizeof(request));
	return ioctl_result;
}

long ukplat_host_close(int fd)
{
	assert_int_equal(fd, FD);
	closes++;
	return 0;
}

int ukplat_host_irq(int fd)
{
	assert_int_equal(fd, FD);
	return (int)irq_result;
}

void ukplat_host_irq_rearm(int irq)
{
	assert_int_equal(irq, IRQ);
	rearms++;
}

long ukplat_host_read(int fd, void *data, size_t len)
{
	assert_int_equal(fd, FD);
	if (reads_left == 0)
		return -EAGAIN;
	reads_left--;
	if (read_result > 0) {
		assert_true((size_t)read_result <= len);
		memset(data, 0x5a, (size_t)read_result);
	}
	return read_result;
}

long ukplat_host_writev(int fd, const struct ukplat_host_iovec *parts, int count)
{
	assert_int_equal(fd, FD);
	written_len = 0;
	for (int i = 0; i < count; i++) {
		memcpy(written + written_len, parts[i].base, parts[i].len);
		written_len += parts[i].len;
	}
	return write_result ? write_result : (long)written_len;
}

static int set_option(const char *text)
{
	uk_table_for_each (slot, option) {
		const struct uk_option *option = *slot;

		if (strcmp(option->name, "netdev_tap.name") == 0)
			return option->set(option, text);
	}
	return -ENOENT;
}

static int boot(void)
{
	int error = 0;

	uk_table_for_each (slot, init_bus) {
		const struct uk_init *init = *slot;

		error = init->run();
	}
	return error;
}

static void on_received(void *arg, unsigned int queue)
{
	(void)arg;
	assert_int_equal(queue, 0);
	received++;
}

static int setup(void **state)
{
	(void)state;
	fake_cpu_reset();
	fake_log_count = 0;
	fake_alloc_fail_after = UINT32_MAX;
	open_result = FD;
	irq_result = IRQ;
	ioctl_result = write_result = 0;
	read_result = 60;
	opens = closes = rearms = reads_left = received = released = 0;
	return 0;
}

/* The one tap of these tests lives as long as the process does. */
static int setup_started(void **state)
{
	const struct uk_netdev_events events = { .received = on_received };

	setup(state);
	netdev = uk_netdev_get(0);
	assert_non_null(netdev);
	netdev->broken = false;
	netdev->stats = (struct uk_netdev_stats){ 0 };
	uk_netdev_set_events(netdev, &events);
	assert_int_equal(uk_netdev_start(netdev, 1, 1), 0);
	return 0;
}

static int teardown_started(void **state)
{
	(void)state;
	netdev->ops->stop(netdev);
	assert_int_equal(uk_netbuf_available(tap_of(netdev)->pool), BUFFERS);
	return 0;
}

static void opens_nothing_unless_asked_to(void **state)
{
	(void)state;
	assert_int_equal(boot(), 0);
	assert_int_equal(opens, 0);
	assert_null(uk_netdev_get(0));
}

static void refuses_names_that_cannot_be(void **state)
{
	(void)state;
	assert_int_equal(set_option(NULL), -EINVAL);
	assert_int_equal(set_option(""), -EINVAL);
	assert_int_equal(set_option("sixteen-letters-"), -EINVAL);
}

static void says_why_a_tap_cannot_be_had(void **state)
{
	(void)state;
	assert_int_equal(set_option("fifteen-letters"), 0);
	open_result = -ENOENT;
	assert_int_equal(boot(), -ENOENT);
	assert_non_null(strstr(fake_log_last, "fifteen-letters: the host has no /dev/net/tun"));
	open_result = FD;
	ioctl_result = -EBUSY;
	assert_int_equal(boot(), -EBUSY);
	assert_non_null(strstr(fake_log_last, "another process has it"));
	ioctl_result = -EPERM;
	assert_int_equal(boot(), -EPERM);
	assert_non_null(strstr(fake_log_last, "ip tuntap add"));
	ioctl_result = -EINVAL;
	assert_int_equal(boot(), -EINVAL);
	assert_int_equal(closes, 3);
	ioctl_result = 0;
	irq_result = -ENOSPC;
	assert_int_equal(boot(), -ENOSPC);
	assert_int_equal(closes, 4);
	irq_result = IRQ;
	fake_alloc_fail_after = 0;
	assert_int_equal(boot(), -ENOMEM);
	assert_int_equal(fake_log_count, 6);
	assert_null(uk_netdev_get(0));
}

static void opens_the_tap_it_was_told_to(void **state)
{
	struct uk_netdev_info info;

	(void)state;
	assert_int_equal(boot(), 0);
	assert_string_equal(opened, "/dev/net/tun");
	assert_string_equal((char *)request, "fifteen-letters");
	assert_int_equal(request[16] | request[17] << 8, 0x1002);
	assert_int_equal(closes, 0);
	netdev = uk_netdev_get(0);
	netdev->ops->get_info(netdev, &info);
	assert_int_equal(info.mac[0] & 3, 2);
	assert_int_equal(info.mtu, 1500);
	assert_int_equal(info.features, 0);
	assert_true(netdev->ops->link_up(netdev));
}

static void takes_four_taps_and_no_more(void **state)
{
	(void)state;
	assert_int_equal(set_option("tap1"), 0);
	assert_int_equal(set_option("tap2"), 0);
	assert_int_equal(set_option("tap3"), 0);
	assert_int_equal(set_option("tap4"), -EINVAL);
}

static void starts_one_queue_pair_once(void **state)
{
	(void)state;
	assert_int_equal(uk_netdev_start(netdev, 1, 1), -EINVAL);
	netdev->ops->stop(netdev);
	assert_false(fake_irq_registered(IRQ));
	assert_int_equal(uk_netdev_start(netdev, 2, 1), -EINVAL);
	assert_int_equal(uk_netdev_start(netdev, 1, 0), -EINVAL);
	assert_int_equal(uk_netdev_start(netdev, 1, 1), 0);
	assert_true(fake_irq_registered(IRQ));
}

static void receives_until_nothing_waits(void **state)
{
	struct uk_netbuf *packets[8];

	(void)state;
	reads_left = 3;
	fake_irq_raise(IRQ);
	assert_int_equal(received, 1);
	assert_int_equal(uk_netdev_receive(netdev, 0, packets, 8), 3);
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(packets[i]->len, 60);
		assert_int_equal(packets[i]->data[59], 0x5a);
		uk_netbuf_free(packets[i]);
	}
	assert_int_equal(rearms, 0);
	assert_true(uk_netdev_rx_interrupt_enable(netdev, 0));
	assert_int_equal(rearms, 1);
	assert_int_equal(netdev->stats.rx_packets, 3);
}

static void drops_frames_of_wrong_length(void **state)
{
	static const long bad[] = { 1, 13, 1519, 2046 };
	struct uk_netbuf *packets[4];

	(void)state;
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(bad); i++) {
		read_result = bad[i];
		reads_left = 100;
		assert_int_equal(uk_netdev_receive(netdev, 0, packets, 4), 0);
		assert_int_equal(reads_left, 96);
		assert_int_equal(netdev->stats.rx_errors, 4 * (i + 1));
	}
	read_result = 1518;
	assert_int_equal(uk_netdev_receive(netdev, 0, packets, 1), 1);
	uk_netbuf_free(packets[0]);
	read_result = 14;
	assert_int_equal(uk_netdev_receive(netdev, 0, packets, 1), 1);
	uk_netbuf_free(packets[0]);
}

static void breaks_when_the_tap_is_gone(void **state)
{
	static const long harmless[] = { -EAGAIN, -EINTR, 0 };
	struct uk_netbuf *packet;

	(void)state;
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(harmless); i++) {
		reads_left = 1;
		read_result = harmless[i];
		assert_int_equal(uk_netdev_receive(netdev, 0, &packet, 1), 0);
		assert_false(netdev->broken);
	}
	reads_left = 1;
	read_result = -EBADF;
	assert_int_equal(uk_netdev_receive(netdev, 0, &packet, 1), 0);
	assert_true(netdev->broken);
	assert_int_equal(fake_log_count, 1);
	assert_int_equal(uk_netdev_receive(netdev, 0, &packet, 1), -EIO);
	assert_int_equal(uk_netdev_transmit(netdev, 0, &packet, 1), -EIO);
	assert_true(uk_netdev_rx_interrupt_enable(netdev, 0));
	assert_int_equal(rearms, 0);
}

static void leaves_frames_in_the_host_while_all_buffers_are_out(void **state)
{
	struct uk_netbuf *packets[BUFFERS + 1];

	(void)state;
	reads_left = BUFFERS + 1;
	assert_int_equal(uk_netdev_receive(netdev, 0, packets, BUFFERS + 1), BUFFERS);
	assert_int_equal(reads_left, 1);
	assert_true(uk_netdev_rx_interrupt_enable(netdev, 0));
	assert_int_equal(rearms, 0);
	uk_netbuf_free(packets[0]);
	assert_int_equal(received, 1);
	assert_int_equal(uk_netdev_receive(netdev, 0, packets, 1), 1);
	for (unsigned int i = 0; i < BUFFERS; i++)
		uk_netbuf_free(packets[i]);
	assert_int_equal(received, 1);
	assert_true(uk_netdev_rx_interrupt_enable(netdev, 0));
	assert_int_equal(rearms, 1);
}

static void count_release(struct uk_netbuf *part)
{
	(void)part;
	released++;
}

static uint8_t bytes[2048];

static struct uk_netbuf part_of(uint32_t offset, uint32_t len)
{
	return (struct uk_netbuf){ .data = bytes + offset, .len = len, .release = count_release };
}

static int transmit(struct uk_netbuf *packet)
{
	return uk_netdev_transmit(netdev, 0, &packet, 1);
}

static void writes_packets_in_one_piece(void **state)
{
	struct uk_netbuf first = part_of(0, 14), second = part_of(100, 50);

	(void)state;
	for (unsigned int i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7);
	first.next = &second;
	assert_int_equal(transmit(&first), 1);
	assert_int_equal(written_len, 64);
	assert_memory_equal(written, bytes, 14);
	assert_memory_equal(written + 14, bytes + 100, 50);
	assert_int_equal(released, 2);
	assert_int_equal(netdev->stats.tx_bytes, 64);
}

static void assert_lost(struct uk_netbuf *packet, unsigned int errors)
{
	assert_int_equal(transmit(packet), 1);
	assert_int_equal(netdev->stats.tx_errors, errors);
	assert_int_equal(netdev->stats.tx_packets, 0);
}

static void counts_what_cannot_be_sent(void **state)
{
	struct uk_netbuf shortest = part_of(0, 13), longest = part_of(0, 1519);
	struct uk_netbuf partial = part_of(0, 60), segmented = part_of(0, 60);
	struct uk_netbuf many[TAP_PARTS_MAX + 1], fine = part_of(0, 60);

	(void)state;
	for (unsigned int i = 0; i <= TAP_PARTS_MAX; i++) {
		many[i] = part_of(0, 20);
		many[i].next = i < TAP_PARTS_MAX ? &many[i + 1] : NULL;
	}
	partial.flags = UK_NETBUF_CHECKSUM_PARTIAL;
	segmented.gso_size = 1448;
	assert_lost(&shortest, 1);
	assert_lost(&longest, 2);
	assert_lost(&partial, 3);
	assert_lost(&segmented, 4);
	assert_lost(&many[0], 5);
	write_result = -EIO;
	assert_lost(&fine, 6);
	write_result = 59;
	assert_lost(&fine, 7);
	assert_int_equal(released, 4 + TAP_PARTS_MAX + 1 + 2);
	write_result = 0;
	many[TAP_PARTS_MAX - 1].next = NULL;
	assert_int_equal(transmit(&many[0]), 1);
	assert_int_equal(netdev->stats.tx_packets, 1);
}

static void does_nothing_while_stopped(void **state)
{
	struct uk_netbuf *packet;

	(void)state;
	netdev->ops->stop(netdev);
	reads_left = 1;
	assert_int_equal(uk_netdev_receive(netdev, 0, &packet, 1), -EIO);
	assert_int_equal(uk_netdev_transmit(netdev, 0, &packet, 1), -EIO);
	assert_true(uk_netdev_rx_interrupt_enable(netdev, 0));
	assert_int_equal(rearms, 0);
	assert_int_equal(netdev->ops->suspend(netdev), 0);
	assert_int_equal(netdev->ops->resume(netdev), 0);
}

#define TEST(name)	   cmocka_unit_test_setup(name, setup)
#define TEST_STARTED(name) cmocka_unit_test_setup_teardown(name, setup_started, teardown_started)

int main(void)
{
	/* In this order: names that were given stay. */
	const struct CMUnitTest tests[] = {
		TEST(opens_nothing_unless_asked_to),
		TEST(refuses_names_that_cannot_be),
		TEST(says_why_a_tap_cannot_be_had),
		TEST(opens_the_tap_it_was_told_to),
		TEST(takes_four_taps_and_no_more),
		TEST_STARTED(starts_one_queue_pair_once),
		TEST_STARTED(receives_until_nothing_waits),
		TEST_STARTED(drops_frames_of_wrong_length),
		TEST_STARTED(breaks_when_the_tap_is_gone),
		TEST_STARTED(leaves_frames_in_the_host_while_all_buffers_are_out),
		TEST_STARTED(writes_packets_in_one_piece),
		TEST_STARTED(counts_what_cannot_be_sent),
		TEST_STARTED(does_nothing_while_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
