/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this platform share. */
#ifndef UK_XEN_H
#define UK_XEN_H

#include <uk/plat/irq.h>

#include <xen/event_channel.h>
#include <xen/xen.h>

#include "hypercall.h"

/* Shared with Xen; its page of .bss gives way to Xen's. */
extern struct shared_info xen_shared;

/* wall.c: time of day when the system time was 0, in nanoseconds; 0 when it is not known. */
uint64_t xen_wall_base(void);

/* hvm.c: parameters (xen/hvm/params.h; 0 for one that cannot be read), and what they name. Not for PV. */
uint64_t xen_hvm_parameter(uint32_t index);
long xen_hvm_set_parameter(uint32_t index, uint64_t value);
void xen_hvm_find_rings(void);
void xen_hvm_share_info(void);

/* console.c: the ring, or NULL; and its event channel. */
struct xencons_interface;
void xen_console_init(struct xencons_interface *shared, evtchn_port_t port);
/* Wait a bounded time until everything is taken. */
void xen_console_flush(void);

/* store.c: the ring of xenstore, or NULL; or, where it may come later, who looks for it (any context). */
struct xenstore_domain_interface;
void xen_store_init(struct xenstore_domain_interface *shared, evtchn_port_t port);
void xen_store_init_late(struct xenstore_domain_interface *(*find)(void), evtchn_port_t port);

/* event.c: unmask nothing yet; run handlers of what is pending. Context: events masked. */
void xen_events_init(void);
void xen_events_run(void);
/* Bind a virtual interrupt to an event channel. Return: the channel, or -errno. */
int xen_bind_virq(unsigned int virq);

/* power.c */
_Noreturn void xen_fail(const char *reason);

/* machine.c, of the architecture. The frame by which Xen knows a page of ours: of the machine for a PV guest. */
uint64_t xen_frame_of(const void *address);
/* What has the numbers behind those of event channels; as ukplat_irq_register(), ukplat_irq_unregister(). */
int xen_machine_irq_register(unsigned int irq, struct ukplat_irq_action *action);
void xen_machine_irq_unregister(unsigned int irq, struct ukplat_irq_action *action);
/* The console where there is no ring; as ukplat_console_write() and the rest, the number as for the two above. */
void xen_machine_console_write(const char *data, size_t len);
int xen_machine_console_read(char *data, size_t len);
int xen_machine_console_irq(void);
/* The end, for a reason of xen/sched.h. */
_Noreturn void xen_machine_stop(unsigned int reason);

#endif
