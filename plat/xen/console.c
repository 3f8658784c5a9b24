/* SPDX-License-Identifier: BSD-3-Clause */
/* The console: a ring that the backend reads and writes (Xen public headers, io/console.h). */
#include <uk/errno.h>
#include <uk/arch/cpu.h>
#include <uk/plat/console.h>

#include <xen/io/console.h>
#include <xen/sched.h>

#include "event.h"

enum {
	/* Each gives the CPU away: some milliseconds to seconds in all. */
	WAIT_LIMIT = 20000,
};

static volatile struct xencons_interface *ring;
static evtchn_port_t channel;
/* The backend did not take bytes in time; no more waiting until it does. */
static bool stuck;

void xen_console_init(struct xencons_interface *shared, evtchn_port_t port)
{
	ring = shared;
	channel = port;
}

static void notify(void)
{
	struct evtchn_send op = { .port = channel };

	xen_event_op(EVTCHNOP_send, &op);
}

/* Bytes that fit; the backend's index is not believed. */
static size_t room(void)
{
	uint32_t used = ring->out_prod - ring->out_cons;

	return used < sizeof(ring->out) ? sizeof(ring->out) - used : 0;
}

static bool wait_room(size_t wanted)
{
	unsigned int limit = stuck ? 1 : WAIT_LIMIT;

	for (; limit > 0; limit--) {
		if (room() >= wanted) {
			stuck = false;
			return true;
		}
		xen_sched_op(SCHEDOP_yield, NULL);
	}
	stuck = true;
	return false;
}

static size_t put(const char *data, size_t len)
{
	size_t count = uk_min(len, room());
	uint32_t at = ring->out_prod;

	/* Pairs with the backend, which reads bytes before it moves out_cons. */
	ukarch_mb();
	for (size_t i = 0; i < count; i++)
		ring->out[MASK_XENCONS_IDX(at + i, ring->out)] = data[i];
	/* Pairs with the backend, which reads out_prod before the bytes. */
	ukarch_wmb();
	ring->out_prod = at + (uint32_t)count;
	return count;
}

void ukplat_console_write(const char *data, size_t len)
{
	if (!ring) {
		xen_machine_console_write(data, len);
		return;
	}
	while (len > 0 && wait_room(1)) {
		size_t count = put(data, len);

		notify();
		data += count;
		len -= count;
	}
}

int ukplat_console_read(char *data, size_t len)
{
	uint32_t at, available;
	size_t taken;

	if (!ring)
		return xen_machine_console_read(data, len);
	at = ring->in_cons;
	available = ring->in_prod - at;
	/* Pairs with the backend, which writes bytes before in_prod. */
	ukarch_rmb();
	if (available == 0 || available > sizeof(ring->in))
		return len == 0 ? 0 : -EAGAIN;
	taken = uk_min(len, (size_t)available);
	for (size_t i = 0; i < taken; i++)
		data[i] = ring->in[MASK_XENCONS_IDX(at + i, ring->in)];
	/* Pairs with the backend, which reads in_cons before it writes bytes. */
	ukarch_mb();
	ring->in_cons = at + (uint32_t)taken;
	notify();
	return (int)taken;
}

int ukplat_console_irq(void)
{
	int irq;

	if (ring)
		return (int)channel;
	irq = xen_machine_console_irq();
	return irq < 0 ? irq : EVENT_CHANNELS + irq;
}

void xen_console_flush(void)
{
	if (ring)
		wait_room(sizeof(ring->out));
}
