/* SPDX-License-Identifier: BSD-3-Clause */
/* An exception becomes a crash report. */
#include <uk/isa/vectors.h>

#include <common/crash.h>
#include <common/exception.h>

static _Noreturn void abort_report(const struct ukarch_registers *registers, const char *access)
{
	unsigned int status = registers->syndrome & UKARCH_ISS_FAULT_STATUS;
	uint64_t address = registers->address;

	if (status == UKARCH_FAULT_ALIGNMENT)
		ukplat_crash_at(registers, "alignment fault: %s %p", access, (void *)address);
	if (status == UKARCH_FAULT_EXTERNAL)
		ukplat_crash_at(registers, "external abort: %s %p", access, (void *)address);
	/* An access so near the stack pointer is one of the stack. */
	if (address - registers->sp + UK_PAGE_SIZE < 2 * UK_PAGE_SIZE)
		ukplat_crash_at(registers, "stack overflow at %p", (void *)address);
	ukplat_crash_at(registers, "page fault: %s %p", access, (void *)address);
}

static const char *exception_name(unsigned int class)
{
	switch (class) {
	case UKARCH_EC_UNKNOWN:
		return "undefined instruction";
	case UKARCH_EC_FP_TRAP:
		return "no floating point";
	case UKARCH_EC_ILLEGAL_STATE:
		return "illegal execution state";
	case UKARCH_EC_SVC:
		return "supervisor call";
	case UKARCH_EC_SYSTEM_REGISTER:
		return "trapped system register";
	case UKARCH_EC_PC_ALIGNMENT:
		return "misaligned program counter";
	case UKARCH_EC_SP_ALIGNMENT:
		return "misaligned stack pointer";
	case UKARCH_EC_FP_ERROR:
		return "floating-point error";
	case UKARCH_EC_SERROR:
		return "system error";
	case UKARCH_EC_BREAKPOINT:
		return "breakpoint";
	default:
		return NULL;
	}
}

void ukplat_exception(const struct ukarch_registers *registers)
{
	unsigned int class = ukarch_exception_class(registers);
	const char *name = exception_name(class);

	if (class == UKARCH_EC_INSTRUCTION_ABORT)
		abort_report(registers, "execution of");
	if (class == UKARCH_EC_DATA_ABORT)
		abort_report(registers,
			     registers->syndrome & UKARCH_ISS_WRITE ? "write to" : "read of");
	if (name)
		ukplat_crash_at(registers, "%s", name);
	ukplat_crash_at(registers, "exception class %x", class);
}
