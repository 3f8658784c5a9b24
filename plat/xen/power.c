/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of a guest: a reason for the toolstack, the exit status in xenstore or on the console. */
#include <uk/plat/console.h>
#include <uk/plat/irq.h>
#include <uk/plat/power.h>

#include <xen/sched.h>

#include "xen.h"

enum { STATUS_MAX = 127 };

/* Where there is no xenstore. */
static void tell_status(unsigned int status)
{
	char text[] = "xen: exit status 000\n";
	char *digit = text + sizeof(text) - 3;

	for (int i = 0; i < 3; i++, status /= 10)
		*digit-- = (char)('0' + status % 10);
	ukplat_console_write(text, sizeof(text) - 1);
}

void ukplat_exit(int status)
{
	/* Seven bits, and never 0 for a failure. */
	unsigned int value = (unsigned int)status & STATUS_MAX;
	struct sched_shutdown op = { .reason = SHUTDOWN_poweroff };

	(void)ukplat_irq_save();
	if (status != 0)
		value = uk_max(value, 1U);
	if (!xen_exit_status_store(value) && value)
		tell_status(value);
	if (value == UKPLAT_STATUS_CRASH)
		op.reason = SHUTDOWN_crash;
	xen_console_flush();
	for (;;)
		xen_sched_op(SCHEDOP_shutdown, &op);
}

/* The toolstack asks through xenstore alone. */
void ukplat_stop_set_handler(void (*function)(void))
{
	(void)function;
}
