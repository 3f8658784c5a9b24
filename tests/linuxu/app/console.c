/* SPDX-License-Identifier: BSD-3-Clause */
/* Console input by its interrupt, as a library would read it. */
#include <uk/errno.h>
#include <uk/plat/console.h>
#include <uk/plat/irq.h>
#include <uk/print.h>
#include <uk/sched.h>

#include "console.h"

static bool on_input(void *arg)
{
	uk_thread_wake(arg);
	return true;
}

int console_echo(char **argv)
{
	struct ukplat_irq_action action = { .handler = on_input, .arg = uk_thread_current() };
	char text[16];
	int len;

	(void)argv;
	ukplat_irq_register((unsigned int)ukplat_console_irq(), &action);
	for (;;) {
		uk_thread_prepare();
		len = ukplat_console_read(text, sizeof(text) - 1);
		if (len == -EAGAIN)
			uk_thread_block(UK_NEVER);
		else if (len <= 0)
			break;
		else
			uk_printf("(%.*s)", len, text);
	}
	ukplat_irq_unregister((unsigned int)ukplat_console_irq(), &action);
	uk_printf("end %d\n", len);
	return 0;
}
