/* SPDX-License-Identifier: BSD-3-Clause */
/* What a guest on Arm64 has of the machine: a UART, interrupts, PSCI; and hypercalls, if it is told of Xen. */
#include <uk/errno.h>
#include <uk/plat/memory.h>

#include <common/gic.h>
#include <common/image_start.h>
#include <common/pl011.h>
#include <common/psci.h>

#include <xen/sched.h>

#include "../xen.h"
#include "machine.h"

/*
 * Shared with Xen at this page, which is Normal, write-back and inner shareable, as Xen has it (arch-arm.h): no cache
 * maintenance. What caches hold of the memory that was here belongs to other physical addresses.
 */
struct shared_info xen_shared __attribute__((aligned(4096)));

bool xen_told;

uint64_t xen_frame_of(const void *address)
{
	return ukplat_virt_to_phys(address) >> UK_PAGE_SHIFT;
}

int xen_machine_irq_register(unsigned int irq, struct ukplat_irq_action *action)
{
	return ukplat_gic_register(irq, action);
}

void xen_machine_irq_unregister(unsigned int irq, struct ukplat_irq_action *action)
{
	ukplat_gic_unregister(irq, action);
}

void xen_machine_console_write(const char *data, size_t len)
{
	if (ukplat_pl011_present())
		ukplat_pl011_write(data, len);
	else
		xen_console_io(data, len);
}

int xen_machine_console_read(char *data, size_t len)
{
	return ukplat_pl011_read(data, len);
}

int xen_machine_console_irq(void)
{
	return ukplat_pl011_irq();
}

void xen_machine_stop(unsigned int reason)
{
	struct sched_shutdown op = { .reason = reason };

	/* Comes back where there is no Xen that we know of. */
	xen_sched_op(SCHEDOP_shutdown, &op);
	ukplat_psci_power_off(ukplat_boot_tree.psci);
}
