/* SPDX-License-Identifier: BSD-3-Clause */
/* A machine for threads: a clock that idling moves on to the next event, counted memory, a FIFO policy. */
#ifndef SCHED_TESTS_MACHINE_H
#define SCHED_TESTS_MACHINE_H

#include <uk/sched.h>

extern uint64_t machine_now;
extern int machine_allocations; /* live ones */
extern int machine_guards;	/* pages that cannot be touched now */
extern bool machine_out_of_memory;
/* Called by each idling before time moves on, if set. */
extern void (*machine_on_idle)(void);

/* Run the init functions, once; the caller becomes the main thread. */
void machine_start(void);

#endif
