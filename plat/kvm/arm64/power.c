/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of the machine: power-off by PSCI, exit status by semihosting. */
#include <uk/bits.h>
#include <uk/plat/irq.h>
#include <uk/plat/power.h>

#include <common/image_start.h>
#include <common/psci.h>

#include "kvm.h"

enum {
	/* Semihosting for AArch32 and AArch64, SYS_EXIT: a reason and a status. */
	SEMIHOSTING_EXIT = 0x18,
	APPLICATION_EXIT = 0x20026,
	STATUS_MAX = 127,
};

static bool exiting;

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
		ukplat_psci_power_off(ukplat_boot_tree.psci);
}

void ukplat_exit(int status)
{
	/* Seven bits, and never 0 for a failure. */
	unsigned int value = uk_max((unsigned int)status & STATUS_MAX, 1U);

	(void)ukplat_irq_save();
	/* Twice that and one, as QEMU's debug port does it on x86-64. */
	if (status != 0)
		tell_status(2 * value + 1);
	ukplat_psci_power_off(ukplat_boot_tree.psci);
}

/* The button is a device of the tree: lib/power_button. */
void ukplat_stop_set_handler(void (*handler)(void))
{
	(void)handler;
}
