/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of a guest: a reason for the toolstack, the exit status for whoever tells it, or on the console. */
#include <uk/plat/console.h>
#include <uk/plat/irq.h>
#include <uk/plat/power.h>
#include <uk/plat/xen_store.h>
#include <uk/string.h>

#include <xen/sched.h>

#include "xen.h"

enum { STATUS_MAX = 127 };

UK_TABLE_DECLARE(xen_end);

static void (*stop_handler)(void);
static bool restart_wanted;

/* Where nobody else can be told. */
static void tell_console(unsigned int status)
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

/* Once: a crash in it comes here again. */
static bool tell_toolstack(unsigned int status)
{
	static bool tried;
	bool known = false;

	if (tried)
		return false;
	tried = true;
	uk_table_for_each (slot, xen_end)
		known |= ((const struct ukplat_xen_end *)*slot)->tell(status);
	return known;
}

static unsigned int shutdown_reason(unsigned int status)
{
	if (status == UKPLAT_STATUS_CRASH)
		return SHUTDOWN_crash;
	return restart_wanted ? SHUTDOWN_reboot : SHUTDOWN_poweroff;
}

void ukplat_exit(int status)
{
	/* Seven bits, and never 0 for a failure. */
	unsigned int value = (unsigned int)status & STATUS_MAX;

	(void)ukplat_irq_save();
	if (status != 0)
		value = uk_max(value, 1U);
	if (!tell_toolstack(value))
		tell_console(value);
	xen_console_flush();
	xen_machine_stop(shutdown_reason(value));
}

void xen_fail(const char *reason)
{
	static const char prefix[] = "xen: ";

	ukplat_console_write(prefix, sizeof(prefix) - 1);
	ukplat_console_write(reason, strlen(reason));
	ukplat_console_write("\n", 1);
	ukplat_exit(UKPLAT_STATUS_CRASH);
}

void ukplat_stop_set_handler(void (*handler)(void))
{
	stop_handler = handler;
}

void ukplat_xen_stop(bool restart)
{
	restart_wanted = restart;
	if (stop_handler)
		stop_handler();
}
