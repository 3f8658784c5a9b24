/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of a guest: a reason for the toolstack, the exit status in xenstore or on the console. */
#include <uk/plat/console.h>
#include <uk/plat/irq.h>
#include <uk/plat/power.h>
#include <uk/string.h>

#include <xen/sched.h>

#include "xen.h"

enum { STATUS_MAX = 127 };

/* Where there is no xenstore. */
static void tell_status(unsigned int status)
{
	static const char prefix[] = "xen: exit status ";
	char text[] = { '0', '0', '0', '\n' };
	size_t first = sizeof(text) - 1;

	do {
		text[--first] = (char)('0' + status % 10);
		status /= 10;
	} while (status);
	ukplat_console_write(prefix, sizeof(prefix) - 1);
	ukplat_console_write(text + first, sizeof(text) - first);
}

void ukplat_exit(int status)
{
	/* Seven bits, and never 0 for a failure. */
	unsigned int value = (unsigned int)status & STATUS_MAX;

	(void)ukplat_irq_save();
	if (status != 0)
		value = uk_max(value, 1U);
	if (!xen_exit_status_store(value))
		tell_status(value);
	xen_console_flush();
	xen_machine_stop(value == UKPLAT_STATUS_CRASH ? SHUTDOWN_crash : SHUTDOWN_poweroff);
}

void xen_fail(const char *reason)
{
	static const char prefix[] = "xen: ";

	ukplat_console_write(prefix, sizeof(prefix) - 1);
	ukplat_console_write(reason, strlen(reason));
	ukplat_console_write("\n", 1);
	ukplat_exit(UKPLAT_STATUS_CRASH);
}

/* The toolstack asks through xenstore alone. */
void ukplat_stop_set_handler(void (*function)(void))
{
	(void)function;
}
