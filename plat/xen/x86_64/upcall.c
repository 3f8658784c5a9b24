/* SPDX-License-Identifier: BSD-3-Clause */
/* When the handlers of events run, and waiting for them. */
#include <uk/plat/cpu.h>
#include <uk/plat/irq.h>

#include <xen/sched.h>

#include "../xen.h"
#include "machine.h"

/* Once: what comes meanwhile leaves its mark again, and the caller looks at that. */
static void run_handlers(void)
{
	ukplat_cpu()->interrupt_depth++;
	ukplat_events->pending = 0;
	xen_events_run();
	ukplat_cpu()->interrupt_depth--;
}

void xen_upcall(void)
{
	run_handlers();
}

void ukplat_events_deliver(void)
{
	do {
		ukplat_events->masked = true;
		__asm__ volatile("" ::: "memory");
		run_handlers();
		__asm__ volatile("" ::: "memory");
		ukplat_events->masked = false;
		__asm__ volatile("" ::: "memory");
	} while (ukplat_events->pending);
}

/* Interrupts are off between the look and HLT: an upcall's mark is not overlooked. */
static void wait_pvh(void)
{
	__asm__ volatile("cli" : : : "memory");
	if (ukplat_events->pending)
		__asm__ volatile("sti" : : : "memory");
	else
		__asm__ volatile("sti; hlt" : : : "memory");
}

/* Unmasks and sleeps in one step; the upcall has run when it returns. */
static void wait_pv(void)
{
	if (!ukplat_events->pending)
		xen_sched_op(SCHEDOP_block, NULL);
	ukplat_events->masked = true;
}

void ukplat_idle(void)
{
	if (xen_is_pv())
		wait_pv();
	else
		wait_pvh();
	while (ukplat_events->pending)
		run_handlers();
}
