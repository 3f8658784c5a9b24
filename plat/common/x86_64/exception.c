/* SPDX-License-Identifier: BSD-3-Clause */
/* An exception becomes a crash report. */
#include <uk/bits.h>
#include <uk/isa/descriptors.h>
#include <uk/isa/msr.h>

#include <common/crash.h>
#include <common/exception.h>

void ukplat_exception(const struct ukarch_registers *registers)
{
	/* Intel SDM volume 3, table 6-1. */
	static const char *const names[] = {
		"divide error",
		"debug exception",
		"non-maskable interrupt",
		"breakpoint",
		"overflow",
		"bound range exceeded",
		"invalid opcode",
		"no floating point",
		"double fault",
		"exception 9",
		"invalid TSS",
		"segment not present",
		"stack fault",
		"general protection",
		"page fault",
		"exception 15",
		"floating-point error",
		"alignment check",
		"machine check",
		"vector floating-point error",
	};
	uint64_t address = ukarch_cr2();

	/* The push of an exception frame faults where there is no stack left. */
	if (registers->vector == UKARCH_VECTOR_DOUBLE_FAULT &&
	    address - registers->rsp + UK_PAGE_SIZE < 2 * UK_PAGE_SIZE)
		ukplat_crash_at(registers, "stack overflow at %p", (void *)address);
	if (registers->vector == UKARCH_VECTOR_PAGE_FAULT)
		ukplat_crash_at(registers, "page fault: %s %p",
				registers->error & 16  ? "execution of"
				: registers->error & 2 ? "write to"
						       : "read of",
				(void *)address);
	if (registers->vector < UK_ARRAY_SIZE(names))
		ukplat_crash_at(registers, "%s", names[registers->vector]);
	ukplat_crash_at(registers, "exception %u", (unsigned int)registers->vector);
}
