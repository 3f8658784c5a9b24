/* SPDX-License-Identifier: BSD-3-Clause */
/* The stack's one lock. */
#include <lwip/netif.h>

#include <uk/assert.h>
#include <uk/mutex.h>

#include "stack.h"

static struct uk_mutex stack_lock = UK_MUTEX_INIT(stack_lock);

void uk_lwip_lock(void)
{
	uk_mutex_lock(&stack_lock);
}

void uk_lwip_unlock(void)
{
	struct interface *interface;

	netif_poll_all();
	uk_list_for_each_entry (interface, &uk_lwip_interfaces, link)
		uk_lwip_transmit_flush(interface);
	uk_mutex_unlock(&stack_lock);
}

void uk_lwip_assert_locked(void)
{
	UK_ASSERT(uk_mutex_is_mine(&stack_lock));
}
