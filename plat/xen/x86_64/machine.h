/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this architecture share. */
#ifndef UK_XEN_MACHINE_H
#define UK_XEN_MACHINE_H

#include <uk/plat/cpu.h>
#include <uk/plat/irq.h>

/* Known to hypercall.S. */
enum { XEN_HYPERCALL_SYSCALL, XEN_HYPERCALL_VMMCALL, XEN_HYPERCALL_VMCALL };

extern uint8_t xen_hypercall_kind;
extern struct ukplat_cpu xen_boot_cpu;
extern struct ukplat_events xen_pvh_events;

/* Whether this is a PV guest. Constant after entry. */
bool xen_is_pv(void);

/* clock.c */
void xen_clock_init(void);

/* upcall.c: run handlers of what is pending. Context: events masked. */
void xen_upcall(void);

#endif
