/* SPDX-License-Identifier: BSD-3-Clause */
/* What PV and PVH guests share, and where they differ behind the platform contract. */
#include <uk/errno.h>
#include <uk/isa/msr.h>
#include <uk/plat/cpu.h>
#include <uk/plat/irq.h>
#include <uk/plat/memory.h>

#include <xen/sched.h>

#include "../xen.h"
#include "machine.h"
#include "pv.h"

struct shared_info xen_shared __attribute__((aligned(4096)));
_Static_assert(offsetof(struct vcpu_info, evtchn_upcall_pending) == 0,
	       "known to struct ukplat_events");
_Static_assert(offsetof(struct vcpu_info, evtchn_upcall_mask) == 1,
	       "known to struct ukplat_events");

struct ukplat_cpu xen_boot_cpu;

/* Until the entry code knows better: a word that nobody else looks at. */
struct ukplat_events xen_pvh_events = { .masked = true };
struct ukplat_events *ukplat_events = &xen_pvh_events;

/* Read by hypercall.S. PV is what a guest is before it knows: an early failure then reaches the console. */
uint8_t xen_hypercall_kind;

bool xen_is_pv(void)
{
	return xen_hypercall_kind == XEN_HYPERCALL_SYSCALL;
}

void ukplat_thread_pointer_set(uintptr_t pointer)
{
	if (xen_is_pv())
		xen_hypercall(__HYPERVISOR_set_segment_base, SEGBASE_FS, pointer, 0, 0);
	else
		ukarch_msr_write(UKARCH_MSR_FS_BASE, pointer);
}

uint64_t xen_frame_of(const void *address)
{
	return xen_is_pv() ? pv_frame_of(address) : ukplat_virt_to_phys(address) >> UK_PAGE_SHIFT;
}

int xen_machine_irq_register(unsigned int irq, struct ukplat_irq_action *action)
{
	(void)irq;
	(void)action;
	return -EINVAL;
}

void xen_machine_irq_unregister(unsigned int irq, struct ukplat_irq_action *action)
{
	(void)irq;
	(void)action;
}

void xen_machine_console_write(const char *data, size_t len)
{
	xen_console_io(data, len);
}

int xen_machine_console_read(char *data, size_t len)
{
	(void)data;
	return len == 0 ? 0 : -EAGAIN;
}

int xen_machine_console_irq(void)
{
	return -ENODEV;
}

void xen_machine_stop(unsigned int reason)
{
	struct sched_shutdown op = { .reason = reason };

	for (;;)
		xen_sched_op(SCHEDOP_shutdown, &op);
}
