/* SPDX-License-Identifier: BSD-3-Clause */
/* Printing an exception frame, and where its backtrace starts. */
#include <uk/isa/registers.h>

void ukarch_registers_print(const struct ukarch_registers *registers,
			    void (*print)(const char *format, ...))
{
	const uint64_t *x = registers->x;

	print("pc  %lx  sp  %lx  x29 %lx  x30 %lx", registers->pc, registers->sp, x[29], x[30]);
	for (int i = 0; i < 28; i += 4)
		print("x%d %lx  %lx  %lx  %lx", i, x[i], x[i + 1], x[i + 2], x[i + 3]);
	print("x28 %lx  pstate %lx  esr %lx  far %lx", x[28], registers->pstate,
	      registers->syndrome, registers->address);
}

void ukarch_registers_frame(const struct ukarch_registers *registers, struct ukarch_frame *frame)
{
	frame->fp = registers->x[29];
	frame->pc = registers->pc;
}

uintptr_t ukarch_registers_stack(const struct ukarch_registers *registers)
{
	return registers->sp;
}
