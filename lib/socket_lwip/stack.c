/* SPDX-License-Identifier: BSD-3-Clause */
/* The stack's start, and the thread that takes frames in and runs its timers. */
#include <lwip/init.h>
#include <lwip/sys.h>
#include <lwip/timeouts.h>

#include <uk/init.h>
#include <uk/print.h>
#include <uk/sched.h>

#include "stack.h"

static struct uk_thread *network_thread;

u32_t sys_now(void)
{
	return (u32_t)(uk_time_now() / UK_NSEC_PER_MSEC);
}

void uk_lwip_wake(void)
{
	if (network_thread)
		uk_thread_wake(network_thread);
}

/* One round for every interface. Return: whether one of them may have more. */
static bool receive_all(void)
{
	struct interface *interface;
	bool more = false;

	uk_list_for_each_entry (interface, &uk_lwip_interfaces, link)
		more |= uk_lwip_interface_receive(interface);
	return more;
}

static uint64_t next_deadline(void)
{
	u32_t delay = sys_timeouts_sleeptime();

	if (delay == SYS_TIMEOUTS_SLEEPTIME_INFINITE)
		return UK_NEVER;
	return uk_time_after(delay * UK_NSEC_PER_MSEC);
}

static void run_network(void *arg)
{
	(void)arg;
	for (;;) {
		uint64_t deadline;
		bool more;

		uk_lwip_lock();
		/* Not before: waiting for the lock is a sleep, too, and would take a wake for its own. */
		uk_thread_prepare();
		more = receive_all();
		sys_check_timeouts();
		deadline = next_deadline();
		uk_lwip_unlock();
		if (more)
			uk_thread_yield();
		else
			uk_thread_block(deadline);
	}
}

/* A device that does not start is reported and left out: the others still serve. */
static void add_interfaces(void)
{
	struct uk_netdev *dev;

	for (unsigned int i = 0; (dev = uk_netdev_get(i)) != NULL; i++) {
		struct interface *interface;
		int error = uk_lwip_interface_create(dev, &interface);

		if (!error)
			error = uk_lwip_configure(interface, i == 0);
		if (error)
			uk_error("net: %s does not start: error %d", dev->name, -error);
	}
}

static int start_network(void)
{
	const struct uk_thread_attributes attributes = { .name = "network", .detached = true };

	uk_lwip_memory_init();
	uk_lwip_lock();
	lwip_init();
	add_interfaces();
	uk_lwip_unlock();
	return uk_thread_create(run_network, NULL, &attributes, &network_thread);
}
UK_INIT(network, start_network);
