/* SPDX-License-Identifier: BSD-3-Clause */
/* The ring of xenstore, and the toolstack behind it; platforms that have it set PLAT_HAS_XEN. */
#ifndef UK_PLAT_XEN_STORE_H
#define UK_PLAT_XEN_STORE_H

#include <uk/plat/xen_event.h>
#include <uk/table.h>

struct ukplat_xen_store {
	/* One page, shared with the store: struct xenstore_domain_interface of Xen's public headers (io/xs_wire.h). */
	void *page;
	unsigned int irq; /* its event channel, for ukplat_irq_register() */
};

/**
 * ukplat_xen_store() - where the store's ring is.
 * @store: receives it; with -EAGAIN its irq alone.
 *
 * A store may start after the guest has: its event channel fires then, and the caller asks again.
 *
 * Context: any. Return: 0, -EAGAIN when there is no ring yet, -ENODEV when there never is.
 */
UK_API int ukplat_xen_store(struct ukplat_xen_store *store);

/* Give the CPU away for a moment, for a bounded wait where nothing may sleep. Context: any. */
UK_API void ukplat_xen_yield(void);

/**
 * ukplat_xen_stop() - the toolstack asks the guest to stop: calls the handler of ukplat_stop_set_handler().
 * @restart: the end that follows asks for a restart.
 *
 * Context: events masked.
 */
UK_API void ukplat_xen_stop(bool restart);

/* Who tells the toolstack the exit status. A library defines one with UKPLAT_XEN_END. */
struct ukplat_xen_end {
	/*
	 * Called once by ukplat_exit(), also after a crash or before any library has started, events masked, in
	 * any context; nothing else runs any more. Returns whether the toolstack knows it; if not, the console
	 * is told.
	 */
	bool (*tell)(unsigned int status);
};

#define UKPLAT_XEN_END(function)                                                     \
	static const struct ukplat_xen_end ukplat_xen_end_##function = { function }; \
	UK_TABLE_ADD(xen_end, ukplat_xen_end_##function)

#endif
