/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of the machine: power-off by PSCI, exit status by semihosting. */
#include <uk/plat/irq.h>
#include <uk/plat/power.h>

#include "kvm.h"

enum {
	/* Power State Coordination Interface (Arm DEN 0022), 5.9. */
	PSCI_SYSTEM_OFF = 0x84000008,

	/* Semihosting for AArch32 and AArch64, 7.10: a reason and a status. */
	SEMIHOSTING_EXIT = 0x18,
	APPLICATION_EXIT = 0x20026,
	STATUS_MAX = 127,
};

static bool exiting;

/* The SMC calling convention (Arm DEN 0028) lets a call change x0 to x17. */
#define FIRMWARE_CALL(instruction, function)                                                    \
	do {                                                                                    \
		register uint64_t x0 __asm__("x0") = (function);                                \
                                                                                                \
		__asm__ volatile(instruction " #0"                                              \
				 : "+r"(x0)                                                     \
				 :                                                              \
				 : "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", \
				   "x11", "x12", "x13", "x14", "x15", "x16", "x17", "memory");  \
	} while (0)

_Noreturn static void power_off(void)
{
	if (start_tree.psci == UKPLAT_TREE_PSCI_SMC)
		FIRMWARE_CALL("smc", PSCI_SYSTEM_OFF);
	else if (start_tree.psci == UKPLAT_TREE_PSCI_HVC)
		FIRMWARE_CALL("hvc", PSCI_SYSTEM_OFF);
	for (;;)
		__asm__ volatile("wfi");
}

/* Where nobody listens, the instruction is undefined, and the exception ends the machine. */
static void tell_status(unsigned int status)
{
	const uint64_t block[2] = { APPLICATION_EXIT, status };
	register uint64_t operation __asm__("x0") = SEMIHOSTING_EXIT;
	register const uint64_t *argument __asm__("x1") = block;

	exiting = true;
	__asm__ volatile("hlt #0xf000" : "+r"(operation) : "r"(argument) : "memory");
}

void power_exception(void)
{
	if (exiting)
		power_off();
}

void ukplat_exit(int status)
{
	/* Seven bits, and never 0 for a failure. */
	unsigned int value = uk_max((unsigned int)status & STATUS_MAX, 1U);

	(void)ukplat_irq_save();
	/* Twice that and one, as QEMU's debug port does it on x86-64. */
	if (status != 0)
		tell_status(2 * value + 1);
	power_off();
}

/* The machines have no button that this platform knows. */
void ukplat_stop_set_handler(void (*handler)(void))
{
	(void)handler;
}
