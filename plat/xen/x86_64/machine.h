/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this architecture share. */
#ifndef UK_XEN_MACHINE_H
#define UK_XEN_MACHINE_H

#include <uk/plat/cpu.h>
#include <uk/plat/irq.h>

/* Known to hypercall.S. */
enum { XEN_HYPERCALL_SYSCALL, XEN_HYPERCALL_VMMCALL, XEN_HYPERCALL_VMCALL };

/*
 * Pages of the image's map below the image, 2 MiB in all: for pages that are not our memory. Of these, the grant table, status
 * words of its version 2, and pages of other domains.
 */
enum {
	SLOTS_TABLE = 0,
	SLOTS_STATUS = 256,
	SLOTS_FOREIGN = 288,
	SLOTS = 512,
};

/* Of the link script: the image's tables, the first of which is for slots. */
extern uint64_t ukplat_page_tables[];

/* Where a slot is, and the guest-physical address of a PVH guest where nothing else is; mapped by slot_show(). */
void *slot_address(unsigned int slot);
uint64_t slot_phys(unsigned int slot);
/* Not for PV. */
void slot_show(unsigned int slot, bool writable);
void slot_hide(unsigned int slot);

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
