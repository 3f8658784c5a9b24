/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this platform share. */
#ifndef LINUXU_H
#define LINUXU_H

#include <uk/base.h>

/* Bits of ukplat_events.pending. */
enum {
	EVENT_TIMER = 1, /* the deadline is new: look at it, and at the host's timer */
	EVENT_TICK = 2,	 /* the host's timer fired */
	EVENT_STOP = 4,	 /* the owner asks to stop */
};

/* entry.S */
_Noreturn void linuxu_run_on(void *stack_top, void (*function)(void));
void linuxu_interrupted(void);
void linuxu_signal_return(void);

/* start.c: end the process before it has a console, with a line on standard error. */
_Noreturn void linuxu_fail(const char *message, const char *detail);
/* Anonymous memory with an inaccessible page below it; without memory the process ends. */
void *linuxu_stack(size_t size);

/* clock.c */
void linuxu_clock_init(const void *vdso);
/* When the clock of ukplat_clock_monotonic() was 0, on the host's. */
uint64_t linuxu_clock_start(void);

/* vdso.c: address of a function of the vDSO, or NULL. */
void *linuxu_vdso_function(const void *image, const char *name);

/* events.c: leave marks and wake ukplat_idle(). Context: any, the signal handler too. */
void linuxu_event_post(uint32_t bits);
/* Run the handler for a request to stop; false when there is none. */
bool linuxu_stop_handler_set(void);

/* line.c: interrupt lines that are host descriptors. Context: events masked. */
void linuxu_lines_init(void);
bool linuxu_lines_armed(void);
struct system_timespec;
/* Wait for a line, at most *@timeout (which a signal handler may set to 0), and run handlers.
 * Return: whether there was one. */
bool linuxu_lines_wait(struct system_timespec *timeout);
enum { LINUXU_LINE_CONSOLE = 0 };

/* memory.c */
bool linuxu_memory_option(const char *word);
void linuxu_memory_init(void);

/* signal.c; @minimum: least size of a signal frame's stack. */
void linuxu_signals_init(size_t minimum);
struct machine_ucontext;
typedef void linuxu_signal_handler(int signal, void *info, struct machine_ucontext *context);
/* Call @handler on the stack for signals; @flags: SA_RESTART or SA_NODEFER. */
void linuxu_signal_handle(int signal, linuxu_signal_handler *handler, unsigned long flags);

/* console.c */
void linuxu_console_init(void);

#endif
