/* SPDX-License-Identifier: BSD-3-Clause */
/* The per-CPU base, the thread pointer, and registers of a signal frame. */
#include <uk/plat/cpu.h>
#include <uk/string.h>

#include "../linuxu.h"
#include "../system.h"

/* SIGURG; known to entry.S. */
enum { SIGNAL_RESUME = 23 };

/* entry.S */
extern const char linuxu_resume[], linuxu_resume_end[];

void machine_cpu_base_set(void *base)
{
	ukarch_process_cpu = base;
}

void ukplat_thread_pointer_set(uintptr_t pointer)
{
	__asm__ volatile("msr tpidr_el0, %0" ::"r"(pointer) : "memory");
}

void machine_registers(const struct machine_ucontext *context, struct ukarch_registers *out)
{
	memcpy(out->x, context->x, sizeof(out->x));
	out->sp = context->sp;
	out->pc = context->pc;
	out->pstate = context->pstate;
	out->syndrome = 0;
	out->address = context->fault_address;
}

/* linuxu_resume() has sent it: what it was called for is done by the return from this handler. */
static void on_resume(int signal, void *info, struct machine_ucontext *context)
{
	const struct ukarch_registers *registers = (const void *)context->x[19];
	uintptr_t pc = context->pc;

	(void)signal;
	(void)info;
	/* Somebody else's. */
	if (pc <= (uintptr_t)linuxu_resume || pc >= (uintptr_t)linuxu_resume_end)
		return;
	memcpy(context->x, registers->x, sizeof(context->x));
	context->sp = registers->sp;
	context->pc = registers->pc;
	context->pstate = registers->pstate;
}

void machine_signals_init(void)
{
	linuxu_signal_handle(SIGNAL_RESUME, on_resume, SA_RESTART);
}
