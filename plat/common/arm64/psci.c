/* SPDX-License-Identifier: BSD-3-Clause */
/* The Power State Coordination Interface (Arm DEN 0022). */
#include <common/psci.h>

enum { PSCI_SYSTEM_OFF = 0x84000008 };

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

void ukplat_psci_power_off(enum ukplat_tree_conduit conduit)
{
	if (conduit == UKPLAT_TREE_PSCI_SMC)
		FIRMWARE_CALL("smc", PSCI_SYSTEM_OFF);
	else if (conduit == UKPLAT_TREE_PSCI_HVC)
		FIRMWARE_CALL("hvc", PSCI_SYSTEM_OFF);
	for (;;)
		__asm__ volatile("wfi");
}
