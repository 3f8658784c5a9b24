/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this platform share. */
#ifndef UK_XEN_H
#define UK_XEN_H

#include <uk/base.h>

#include <xen/event_channel.h>
#include <xen/xen.h>

#include "hypercall.h"

/* Shared with Xen; its page of .bss gives way to Xen's. */
extern struct shared_info xen_shared;

/* Whether this is a PV guest. Constant after entry. */
bool xen_is_pv(void);

/* clock.c */
void xen_clock_init(void);

/* console.c: the ring, or NULL; and its event channel. */
struct xencons_interface;
void xen_console_init(struct xencons_interface *shared, evtchn_port_t port);
/* Wait a bounded time until everything is taken. */
void xen_console_flush(void);

/* exit_status.c: the ring of xenstore. */
struct xenstore_domain_interface;
void xen_store_init(struct xenstore_domain_interface *shared, evtchn_port_t port);
/* Return: whether xenstore has answered. */
bool xen_exit_status_store(unsigned int status);

/* event.c: unmask nothing yet; run handlers of what is pending. Context: events masked. */
void xen_events_init(void);
void xen_upcall(void);
/* Bind a virtual interrupt to an event channel. Return: the channel, or -errno. */
int xen_bind_virq(unsigned int virq);

/* machine.c, of the architecture: sleep until an event is pending; events masked before and after. */
void xen_wait(void);
/* The frame by which Xen knows a page of ours: of the machine for a PV guest. */
uint64_t xen_frame_of(const void *address);
_Noreturn void xen_fail(const char *reason);

#endif
