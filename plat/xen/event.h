/* SPDX-License-Identifier: BSD-3-Clause */
/* The two interfaces for event channels; Xen has one of them in use for a guest. */
#ifndef UK_XEN_EVENT_H
#define UK_XEN_EVENT_H

#include "xen.h"

enum { EVENT_CHANNELS = CONFIG_PLAT_XEN_EVENT_CHANNELS };

struct event_interface {
	/* Hold a channel back; unmasking is a hypercall in both. Context: events masked. */
	void (*mask)(unsigned int port);
	/* Take what is pending and call event_run() for each. Context: events masked. */
	void (*scan)(void);
};

extern const struct event_interface event_two_level, event_fifo;

/* Everything is masked afterwards. event_fifo_init() fails where Xen has only the other one. Context: boot. */
void event_two_level_init(void);
bool event_fifo_init(void);

/* A channel without handlers is to be closed. Context: thread. */
void event_forget(unsigned int port);

/* Run the handlers of a channel that was pending and is so no more. Context: events masked. */
void event_run(unsigned int port);

#endif
