/* SPDX-License-Identifier: BSD-3-Clause */
/* From the entry code to uk_boot(). */
#include <uk/isa/msr.h>
#include <uk/isa/vector_state.h>
#include <uk/plat/console.h>
#include <uk/plat/cpu.h>
#include <uk/plat/power.h>
#include <uk/string.h>

#include <common/boot.h>
#include <common/exception.h>
#include <common/pvh.h>

#include "kvm.h"

enum { FAULT_STACK_SIZE = 4096 };

uint64_t start_rsdp;

static struct ukplat_cpu boot_cpu;
static char fault_stack[FAULT_STACK_SIZE] __attribute__((aligned(16)));

static void print(const char *text)
{
	ukplat_console_write(text, strlen(text));
}

_Noreturn void start_fail(const char *reason)
{
	print("kvm: ");
	print(reason);
	print("\n");
	ukplat_exit(UKPLAT_STATUS_CRASH);
}

_Noreturn void ukplat_pvh_start(uint32_t start_info, uint32_t image_phys)
{
	static const struct ukarch_vector_handlers handlers = { ukplat_exception,
								interrupt_dispatch };
	const char *error;

	boot_cpu.self = &boot_cpu;
	ukarch_msr_write(UKARCH_MSR_GS_BASE, (uintptr_t)&boot_cpu);
	ukarch_vector_state_enable();
	ukarch_descriptors_init(&handlers, fault_stack + sizeof(fault_stack));
	clock_start();
	console_init();
	interrupt_init();
	clock_timer_init();
	error = ukplat_pvh_boot_info(start_info, image_phys, NULL, &start_rsdp);
	if (error)
		start_fail(error);
	mmio_init(ukplat_boot_data.command_line);
	clock_init();
	uk_boot();
}

void ukplat_thread_pointer_set(uintptr_t pointer)
{
	ukarch_msr_write(UKARCH_MSR_FS_BASE, pointer);
}
