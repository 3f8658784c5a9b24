/* SPDX-License-Identifier: BSD-3-Clause */
/* What PV and PVH guests share, and where they differ behind the platform contract. */
#include <uk/isa/msr.h>
#include <uk/plat/console.h>
#include <uk/plat/cpu.h>
#include <uk/plat/irq.h>
#include <uk/plat/memory.h>
#include <uk/plat/power.h>
#include <uk/string.h>

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

/* Interrupts are off between the look and HLT: an upcall's mark is not overlooked. */
static void wait_pvh(void)
{
	__asm__ volatile("cli" : : : "memory");
	if (ukplat_events->pending)
		__asm__ volatile("sti" : : : "memory");
	else
		__asm__ volatile("sti; hlt" : : : "memory");
}

void xen_wait(void)
{
	if (!xen_is_pv()) {
		wait_pvh();
		return;
	}
	/* Unmasks and sleeps in one step; the upcall has run when it returns. */
	if (!ukplat_events->pending)
		xen_sched_op(SCHEDOP_block, NULL);
	ukplat_events->masked = true;
}

uint64_t xen_frame_of(const void *address)
{
	uint64_t page = ukplat_virt_to_phys(address) >> UK_PAGE_SHIFT;

	return xen_is_pv() ? pv_frame_of(page) : page;
}

void xen_fail(const char *reason)
{
	static const char prefix[] = "xen: ";

	ukplat_console_write(prefix, sizeof(prefix) - 1);
	ukplat_console_write(reason, strlen(reason));
	ukplat_console_write("\n", 1);
	ukplat_exit(UKPLAT_STATUS_CRASH);
}
