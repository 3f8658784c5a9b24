/* SPDX-License-Identifier: BSD-3-Clause */
/* Segment bases, and registers of a signal frame. */
#include <uk/bits.h>
#include <uk/plat/cpu.h>

#include "machine.h"
#include "../system.h"

/* arch/x86/include/uapi/asm of Linux: prctl.h, hwcap2.h. */
enum { ARCH_SET_GS = 0x1001, ARCH_SET_FS = 0x1002 };
#define HWCAP2_FSGSBASE UK_BIT(1)

static bool has_fsgsbase;

void machine_init(unsigned long hwcap, unsigned long hwcap2)
{
	(void)hwcap;
	has_fsgsbase = hwcap2 & HWCAP2_FSGSBASE;
}

void machine_cpu_base_set(void *base)
{
	SYSTEM(SYS_ARCH_PRCTL, ARCH_SET_GS, base);
}

void ukplat_thread_pointer_set(uintptr_t pointer)
{
	if (has_fsgsbase)
		__asm__ volatile("wrfsbase %0" ::"r"(pointer));
	else
		SYSTEM(SYS_ARCH_PRCTL, ARCH_SET_FS, pointer);
}

void machine_registers(const struct machine_ucontext *context, struct ukarch_registers *out)
{
	const struct machine_ucontext *c = context;

	*out = (struct ukarch_registers){
		.r15 = c->r15,
		.r14 = c->r14,
		.r13 = c->r13,
		.r12 = c->r12,
		.r11 = c->r11,
		.r10 = c->r10,
		.r9 = c->r9,
		.r8 = c->r8,
		.rbp = c->rbp,
		.rdi = c->rdi,
		.rsi = c->rsi,
		.rdx = c->rdx,
		.rcx = c->rcx,
		.rbx = c->rbx,
		.rax = c->rax,
		.vector = c->vector,
		.error = c->error,
		.rip = c->rip,
		.cs = c->cs,
		.rflags = c->rflags,
		.rsp = c->rsp,
		.ss = c->ss,
	};
}
