/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of the machine. */
#include <uk/isa/port.h>
#include <uk/plat/power.h>

#include "kvm.h"

enum {
	/* QEMU's isa-debug-exit: its exit status becomes twice the value, plus one. */
	DEBUG_EXIT = 0x501,
};

void ukplat_exit(int status)
{
	if (status != 0)
		ukarch_port_write8(DEBUG_EXIT, (uint8_t)uk_max(1, uk_min(status, 127)));
	for (;;)
		__asm__ volatile("cli; hlt");
}

void ukplat_stop_set_handler(void (*handler)(void))
{
	(void)handler;
}
