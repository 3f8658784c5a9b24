/* SPDX-License-Identifier: BSD-3-Clause */
/* Command line, init levels, main(). */
#include <uk/boot.h>
#include <uk/cmdline.h>
#include <uk/errno.h>
#include <uk/plat/boot.h>
#include <uk/plat/irq.h>
#include <uk/plat/power.h>
#include <uk/print.h>
#include <uk/string.h>

#include "stop.h"

enum { STATUS_INIT_FAILED = 1, STATUS_BAD_COMMAND_LINE = 2 };

UK_TABLE_DECLARE(init_early);
UK_TABLE_DECLARE(init_memory);
UK_TABLE_DECLARE(init_sched);
UK_TABLE_DECLARE(init_bus);
UK_TABLE_DECLARE(init_driver);
UK_TABLE_DECLARE(init_network);
UK_TABLE_DECLARE(init_libc);
UK_TABLE_DECLARE(init_late);

static void read_command_line(void)
{
	/* Options and arguments point into it for good. */
	static char line[UKPLAT_COMMAND_LINE_MAX];
	int error;

	strncpy(line, ukplat_boot_info()->command_line, sizeof(line) - 1);
	error = uk_cmdline_parse(line);
	if (error)
		ukplat_exit(error == -ECANCELED ? 0 : STATUS_BAD_COMMAND_LINE);
}

static void say_hello(void)
{
	if (IS_ENABLED(CONFIG_LIB_BOOT_BANNER))
		uk_printf("Skerry: %s\n", uk_cmdline_argv()[0]);
	else
		uk_info("boot: %s", uk_cmdline_argv()[0]);
}

static void run_level(const void *const *slot, const void *const *end)
{
	for (; slot < end; slot++) {
		const struct uk_init *init = *slot;
		int error = init->run();

		if (!error)
			continue;
		uk_error("boot: %s failed: %s (%d)", init->name,
			 error == -ENOMEM ? "not enough memory" : "error", -error);
		ukplat_exit(STATUS_INIT_FAILED);
	}
}

#define RUN_LEVEL(level) run_level(__start_uk_table_init_##level, __stop_uk_table_init_##level)

void uk_boot(void)
{
	read_command_line();
	say_hello();
	ukplat_stop_set_handler(uk_boot_stop_requested);
	RUN_LEVEL(early);
	RUN_LEVEL(memory);
	RUN_LEVEL(sched);
	ukplat_irq_enable();
	RUN_LEVEL(bus);
	RUN_LEVEL(driver);
	RUN_LEVEL(network);
	RUN_LEVEL(libc);
	RUN_LEVEL(late);
	uk_boot_exit(main(uk_cmdline_argc(), uk_cmdline_argv()));
}
