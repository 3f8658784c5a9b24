/* SPDX-License-Identifier: BSD-3-Clause */
/* What the scheduler's own files share. */
#ifndef SCHED_SWITCH_H
#define SCHED_SWITCH_H

#include <uk/sched.h>

/* The calling thread gives the CPU up; returns when it runs again. Events masked. */
void uk_sched_switch(void);

/* The boot context; it ends by uk_boot_exit() alone. */
extern struct uk_thread uk_sched_main_thread;

/* Whether another thread is ready to run here. Events masked. */
bool uk_sched_ready(void);

/* Put @thread, ready, on its run queue. Events masked. */
void uk_sched_enqueue(struct uk_thread *thread);

/* Begin of every thread but the main one; @arg is struct uk_thread. Events masked. */
_Noreturn void uk_sched_thread_start(void *arg);

/* After a switch, in the thread that runs now, events unmasked: free what exited before it. */
void uk_sched_reap(void);

/* The timer of a blocked thread: its deadline has passed. Events masked. */
void uk_sched_deadline_passed(struct uk_timer *timer);

/* Fill @thread but for its memory and context; it joins the list of all threads. */
void uk_sched_thread_init(struct uk_thread *thread, const char *name, int priority);
void uk_sched_thread_forget(struct uk_thread *thread);

/* One owner less. Thread context. */
void uk_sched_thread_put(struct uk_thread *thread);

#endif
