/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals: events of the timer and the owner, and faults. */
#include <uk/bits.h>
#include <uk/plat/irq.h>
#include <uk/plat/power.h>

#include <common/crash.h>

#include "linuxu.h"
#include "system.h"

/* A shell gives this status to what a signal ended. */
enum { STATUS_SIGNAL = 128 };

/* For the crash report, above what the kernel puts there: vector registers of any size. */
enum { HANDLER_STACK = 16384 };

/* Where linuxu_interrupted() returns to; valid from the signal until its first instructions. */
uintptr_t linuxu_interrupted_at;

static bool stop_requested;

/* Events are delivered on the interrupted thread's own stack, not on the signal's. */
static void deliver_soon(struct machine_ucontext *context)
{
	if (ukplat_events.masked)
		return;
	ukplat_events.masked = true;
	linuxu_interrupted_at = machine_program_counter(context);
	machine_divert(context, linuxu_interrupted);
}

static void on_tick(int signal, void *info, struct machine_ucontext *context)
{
	(void)signal;
	(void)info;
	linuxu_event_post(EVENT_TICK);
	deliver_soon(context);
}

static void on_stop(int signal, void *info, struct machine_ucontext *context)
{
	(void)info;
	if (stop_requested || !linuxu_stop_handler_set())
		SYSTEM(SYS_EXIT_GROUP, STATUS_SIGNAL + signal);
	stop_requested = true;
	linuxu_event_post(EVENT_STOP);
	deliver_soon(context);
}

/* An access so near the stack pointer is one of the stack. */
static bool is_stack_overflow(uintptr_t address, uintptr_t stack)
{
	return address - (stack - UK_PAGE_SIZE) < 2 * UK_PAGE_SIZE;
}

static void on_fault(int signal, void *info, struct machine_ucontext *context)
{
	struct ukarch_registers registers;
	void *address = (void *)machine_fault_address(context);

	(void)info;
	machine_registers(context, &registers);
	switch (signal) {
	case SYSTEM_SIGSEGV:
		ukplat_crash_at(
			&registers, "%s, address %p",
			is_stack_overflow((uintptr_t)address, ukarch_registers_stack(&registers))
				? "stack overflow"
				: "page fault (SIGSEGV)",
			address);
	case SYSTEM_SIGBUS:
		ukplat_crash_at(&registers, "bus error (SIGBUS), address %p", address);
	case SYSTEM_SIGILL:
		ukplat_crash_at(&registers, "illegal instruction (SIGILL)");
	default:
		ukplat_crash_at(&registers, "arithmetic error (SIGFPE)");
	}
}

void linuxu_signal_handle(int signal, linuxu_signal_handler *handler, unsigned long flags)
{
	const uint64_t events =
		UK_BIT(SYSTEM_SIGALRM - 1) | UK_BIT(SYSTEM_SIGINT - 1) | UK_BIT(SYSTEM_SIGTERM - 1);
	const struct system_sigaction action = {
		.handler = (void *)handler,
		.flags = flags | SA_SIGINFO | SA_ONSTACK | SA_RESTORER,
		.restorer = linuxu_signal_return,
		.mask = events,
	};

	SYSTEM(SYS_RT_SIGACTION, signal, &action, NULL, sizeof(action.mask));
}

void linuxu_signals_init(size_t minimum)
{
	static const uint64_t none;
	struct system_sigaction ignore = { .handler = (void *)SIG_IGN };
	struct system_stack stack = { .size = UK_ALIGN_UP(minimum, UK_PAGE_SIZE) + HANDLER_STACK };

	stack.base = linuxu_stack(stack.size);
	SYSTEM(SYS_SIGALTSTACK, &stack, NULL);
	SYSTEM(SYS_RT_SIGACTION, SYSTEM_SIGPIPE, &ignore, NULL, sizeof(ignore.mask));
	linuxu_signal_handle(SYSTEM_SIGALRM, on_tick, SA_RESTART);
	linuxu_signal_handle(SYSTEM_SIGINT, on_stop, SA_RESTART);
	linuxu_signal_handle(SYSTEM_SIGTERM, on_stop, SA_RESTART);
	/* Not deferred: a fault while reporting one ends the process with its status. */
	linuxu_signal_handle(SYSTEM_SIGSEGV, on_fault, SA_NODEFER);
	linuxu_signal_handle(SYSTEM_SIGBUS, on_fault, SA_NODEFER);
	linuxu_signal_handle(SYSTEM_SIGILL, on_fault, SA_NODEFER);
	linuxu_signal_handle(SYSTEM_SIGFPE, on_fault, SA_NODEFER);
	machine_signals_init();
	/* Whoever started us may have blocked them. */
	SYSTEM(SYS_RT_SIGPROCMASK, SIG_SETMASK, &none, NULL, sizeof(none));
}
