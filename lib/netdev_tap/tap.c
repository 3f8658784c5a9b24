/* SPDX-License-Identifier: BSD-3-Clause */
/* Opening tap devices that the command line names. */
#include <uk/alloc.h>
#include <uk/cmdline.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat/host.h>
#include <uk/print.h>
#include <uk/string.h>

#include "tap.h"

/* Linux: asm-generic/fcntl.h, linux/if.h, linux/if_tun.h. */
enum { O_RDWR = 02, O_NONBLOCK = 04000, O_CLOEXEC = 02000000 };
enum { IFF_TAP = 0x0002, IFF_NO_PI = 0x1000, IFNAMSIZ = 16 };
#define TUNSETIFF 0x400454caUL

struct tap_request {
	char name[IFNAMSIZ];
	uint16_t flags;
	uint8_t rest[22];
};

_Static_assert(sizeof(struct tap_request) == 40, "struct ifreq");

enum { TAPS_MAX = 4 };

static const char *tap_names[TAPS_MAX];
static unsigned int tap_count;

static int add_name(const struct uk_option *option, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	(void)option;
	if (len == 0 || len >= IFNAMSIZ || tap_count == TAPS_MAX)
		return -EINVAL;
	tap_names[tap_count++] = text;
	return 0;
}

UK_OPTION(netdev_tap_name, .name = "netdev_tap.name", .type = UK_OPTION_CUSTOM, .set = add_name,
	  .help = "a tap device of the host; may be given up to four times");

/* The reasons a person can do something about. */
static const char *explain(int error)
{
	switch (error) {
	case -ENOENT:
	case -ENXIO:
	case -ENODEV:
		return "the host has no /dev/net/tun";
	case -EACCES:
	case -EPERM:
		return "not permitted; make it with: ip tuntap add dev NAME mode tap user USER";
	case -EBUSY:
		return "another process has it";
	case -EINVAL:
		return "it is no tap device";
	default:
		return "unexpected error";
	}
}

static int fail(const char *name, int error)
{
	uk_error("netdev_tap: %s: %s (%d)", name, explain(error), error);
	return error;
}

/* A descriptor, or -errno. */
static int open_tap(const char *name)
{
	struct tap_request request = { .flags = IFF_TAP | IFF_NO_PI };
	long fd = ukplat_host_open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	long error;

	if (fd < 0)
		return (int)fd;
	memcpy(request.name, name, strlen(name));
	error = ukplat_host_ioctl((int)fd, TUNSETIFF, &request);
	if (error == 0)
		return (int)fd;
	ukplat_host_close((int)fd);
	return (int)error;
}

/* Of the name, by FNV-1a; IEEE 802: locally administered, for one station. */
static void make_mac(const char *name, uint8_t *mac)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *name; name++)
		hash = (hash ^ (uint8_t)*name) * UINT64_C(0x100000001b3);
	memcpy(mac, &hash, UK_NETDEV_MAC_SIZE);
	mac[0] = (uint8_t)((mac[0] & 0xfc) | 2);
}

static void get_info(struct uk_netdev *netdev, struct uk_netdev_info *info)
{
	*info = (struct uk_netdev_info){
		.mtu = TAP_MTU,
		.max_rx_queues = 1,
		.max_tx_queues = 1,
		.max_parts = TAP_PARTS_MAX,
	};
	memcpy(info->mac, tap_of(netdev)->mac, sizeof(info->mac));
}

static int start(struct uk_netdev *netdev, unsigned int rx_queues, unsigned int tx_queues)
{
	struct tap *tap = tap_of(netdev);
	int error = 0;

	if (rx_queues != 1 || tx_queues != 1 || tap->started)
		return -EINVAL;
	if (netdev->broken)
		return -EIO;
	/* The pool outlives a stop: the stack may still hold packets. */
	if (tap->pool == NULL)
		error = uk_netbuf_pool_create(CONFIG_LIB_NETDEV_TAP_RX_BUFFERS, TAP_BUFFER_SIZE,
					      TAP_BUFFER_PADDING, &tap->pool);
	if (error)
		return error;
	uk_netbuf_pool_set_refilled(tap->pool, tap_refilled, tap);
	tap->action = (struct ukplat_irq_action){ .handler = tap_readable, .arg = tap };
	error = ukplat_irq_register((unsigned int)tap->irq, &tap->action);
	tap->started = error == 0;
	return error;
}

static void stop(struct uk_netdev *netdev)
{
	struct tap *tap = tap_of(netdev);

	if (tap->started)
		ukplat_irq_unregister((unsigned int)tap->irq, &tap->action);
	tap->started = false;
}

static bool link_up(struct uk_netdev *netdev)
{
	return !netdev->broken;
}

/* A process that is stopped and continued finds its tap as it was. */
static int stay(struct uk_netdev *netdev)
{
	return netdev->broken ? -EIO : 0;
}

static const struct uk_netdev_ops tap_ops = {
	.get_info = get_info,
	.start = start,
	.stop = stop,
	.receive = tap_receive,
	.transmit = tap_transmit,
	.rx_interrupt_enable = tap_rx_interrupt_enable,
	.link_up = link_up,
	.suspend = stay,
	.resume = stay,
};

static int set_up(struct tap *tap, const char *name)
{
	tap->netdev.ops = &tap_ops;
	make_mac(name, tap->mac);
	tap->fd = open_tap(name);
	if (tap->fd < 0)
		return tap->fd;
	tap->irq = ukplat_host_irq(tap->fd);
	if (tap->irq >= 0)
		return uk_netdev_register(&tap->netdev);
	ukplat_host_close(tap->fd);
	return tap->irq;
}

static int add_tap(const char *name)
{
	struct tap *tap = uk_zalloc(sizeof(*tap));
	int error = tap ? set_up(tap, name) : -ENOMEM;

	if (error == 0)
		return 0;
	uk_free(tap);
	return fail(name, error);
}

static int netdev_tap_init(void)
{
	int error = 0;

	for (unsigned int i = 0; i < tap_count && error == 0; i++)
		error = add_tap(tap_names[i]);
	return error;
}
UK_INIT(bus, netdev_tap_init);
