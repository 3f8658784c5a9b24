/* SPDX-License-Identifier: BSD-3-Clause */
/* Printing an exception frame, and where its backtrace starts. */
#include <uk/isa/registers.h>

void ukarch_registers_print(const struct ukarch_registers *registers,
			    void (*print)(const char *format, ...))
{
	const struct ukarch_registers *r = registers;

	print("rip %lx  rsp %lx  rbp %lx  rflags %lx", r->rip, r->rsp, r->rbp, r->rflags);
	print("rax %lx  rbx %lx  rcx %lx  rdx %lx", r->rax, r->rbx, r->rcx, r->rdx);
	print("rsi %lx  rdi %lx  r8  %lx  r9  %lx", r->rsi, r->rdi, r->r8, r->r9);
	print("r10 %lx  r11 %lx  r12 %lx  r13 %lx", r->r10, r->r11, r->r12, r->r13);
	print("r14 %lx  r15 %lx  vector %lx  error %lx", r->r14, r->r15, r->vector, r->error);
}

void ukarch_registers_frame(const struct ukarch_registers *registers, struct ukarch_frame *frame)
{
	frame->fp = registers->rbp;
	frame->pc = registers->rip;
}

uintptr_t ukarch_registers_stack(const struct ukarch_registers *registers)
{
	return registers->rsp;
}
