/* SPDX-License-Identifier: BSD-3-Clause */
/* The register frame of an exception, as the crash report shows it. */
#ifndef UK_ARCH_REGISTERS_H
#define UK_ARCH_REGISTERS_H

#include <uk/arch/backtrace.h>

/* Its fields are the instruction set's: uk/isa/registers.h. */
struct ukarch_registers;

/**
 * ukarch_registers_print() - write the frame as a few lines of text.
 * @registers: the frame.
 * @print:     writes one line; takes printf formats with %s %d %u %x %lx %p alone.
 *
 * Context: any, also while crashing.
 */
UK_API void ukarch_registers_print(const struct ukarch_registers *registers,
				   void (*print)(const char *format, ...));

/* Where a backtrace of the interrupted code starts. Context: any. */
UK_API void ukarch_registers_frame(const struct ukarch_registers *registers,
				   struct ukarch_frame *frame);

/* The interrupted stack pointer. Context: any. */
UK_API uintptr_t ukarch_registers_stack(const struct ukarch_registers *registers);

#endif
