/* SPDX-License-Identifier: BSD-3-Clause */
/* Brings net0 up, says hello, sends frames back, and ends with its statistics when a frame says so. */
#include <uk/print.h>
#include <uk/sched.h>
#include <uk/string.h>

#include "answer.h"

enum { BURST = 32 };

static struct uk_wait_queue events = UK_WAIT_QUEUE_INIT(events);
static volatile bool something;
static bool done;

static void wake(void)
{
	something = true;
	uk_wait_wake_all(&events);
}

static void on_queue(void *arg, unsigned int queue)
{
	(void)arg;
	(void)queue;
	wake();
}

static void on_change(void *arg)
{
	struct uk_netdev *dev = arg;

	uk_printf("%s: link %s\n", dev->name, dev->ops->link_up(dev) ? "up" : "down");
	wake();
}

static void print_info(struct uk_netdev *dev)
{
	struct uk_netdev_info info;

	dev->ops->get_info(dev, &info);
	uk_printf("%s: mac %02x:%02x:%02x:%02x:%02x:%02x mtu %u features %x link %s\n", dev->name,
		  info.mac[0], info.mac[1], info.mac[2], info.mac[3], info.mac[4], info.mac[5],
		  info.mtu, info.features, dev->ops->link_up(dev) ? "up" : "down");
}

static void wait_for_event(void)
{
	uk_wait_event(&events, UK_NEVER, something);
	something = false;
}

/* All of them, waiting while the device is full. */
static void send(struct uk_netdev *dev, struct uk_netbuf **packets, unsigned int count)
{
	unsigned int sent = 0;

	while (sent < count) {
		int taken = uk_netdev_transmit(dev, 0, packets + sent, count - sent);

		if (taken < 0)
			break;
		sent += (unsigned int)taken;
		if (sent < count)
			wait_for_event();
	}
	while (sent < count)
		uk_netbuf_free(packets[sent++]);
	something = true;
}

static void answer(struct uk_netdev *dev, const uint8_t *mac, struct uk_netbuf **packets, int count)
{
	struct uk_netbuf *answers[BURST];
	unsigned int answered = 0;

	for (int i = 0; i < count; i++) {
		unsigned int type = frame_type(packets[i]);

		if (type != TYPE_ECHO)
			uk_netbuf_free(packets[i]);
		else if ((answers[answered] = make_answer(packets[i], mac)))
			answered++;
		done |= type == TYPE_END;
	}
	send(dev, answers, answered);
}

static void print_stats(const struct uk_netdev *dev)
{
	const struct uk_netdev_stats *stats = &dev->stats;

	uk_printf("rx %lu %lu errors %lu\n", (unsigned long)stats->rx_packets,
		  (unsigned long)stats->rx_bytes, (unsigned long)stats->rx_errors);
	uk_printf("tx %lu %lu errors %lu full %lu\n", (unsigned long)stats->tx_packets,
		  (unsigned long)stats->tx_bytes, (unsigned long)stats->tx_errors,
		  (unsigned long)stats->tx_full);
	uk_printf("interrupts %lu\n", (unsigned long)stats->interrupts);
}

static void run(struct uk_netdev *dev)
{
	struct uk_netbuf *packets[BURST];
	struct uk_netdev_info info;

	dev->ops->get_info(dev, &info);
	packets[0] = make_hello(info.mac);
	send(dev, packets, 1);
	while (!done && !dev->broken) {
		int count = uk_netdev_receive(dev, 0, packets, BURST);

		if (count > 0)
			answer(dev, info.mac, packets, count);
		else if (uk_netdev_rx_interrupt_enable(dev, 0))
			wait_for_event();
	}
}

/* A second start must find the device as good as new. */
static int run_twice(struct uk_netdev *dev, bool restart)
{
	int error = uk_netdev_start(dev, 1, 1);

	if (error == 0 && restart) {
		dev->ops->stop(dev);
		error = uk_netdev_start(dev, 1, 1);
	}
	if (error) {
		uk_printf("start: %d\n", error);
		return 1;
	}
	run(dev);
	dev->ops->stop(dev);
	return dev->broken;
}

int main(int argc, char **argv)
{
	struct uk_netdev_events handlers = {
		.received = on_queue,
		.transmit_ready = on_queue,
		.changed = on_change,
	};
	struct uk_netdev *dev;
	int status;

	for (unsigned int i = 0; (dev = uk_netdev_get(i)); i++)
		print_info(dev);
	dev = uk_netdev_get(0);
	if (dev == NULL) {
		uk_printf("no device\n");
		return 2;
	}
	handlers.arg = dev;
	uk_netdev_set_events(dev, &handlers);
	status = run_twice(dev, argc > 1 && strcmp(argv[1], "restart") == 0);
	print_stats(dev);
	return status;
}
