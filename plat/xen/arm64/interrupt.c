/* SPDX-License-Identifier: BSD-3-Clause */
/* Events arrive by one interrupt of the controller, which the hypervisor's node names. */
#include <uk/arch/cpu.h>

#include <common/gic.h>

#include "../xen.h"
#include "machine.h"

/*
 * Xen raises the interrupt when it sets pending, and holds it while that is set (xen.h: evtchn_upcall_pending); the mask
 * beside it has no meaning on Arm.
 */
static bool upcall(void *arg)
{
	volatile uint8_t *pending = &xen_shared.vcpu_info[0].evtchn_upcall_pending;

	(void)arg;
	while (*pending) {
		*pending = 0;
		/* Pairs with Xen, which marks a channel before it sets pending. */
		ukarch_mb();
		xen_events_run();
	}
	return true;
}

bool upcall_init(unsigned int interrupt)
{
	static struct ukplat_irq_action action = { upcall, NULL, NULL };

	return ukplat_gic_register(interrupt, &action) == 0;
}
