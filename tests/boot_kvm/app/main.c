/* SPDX-License-Identifier: BSD-3-Clause */
/* Does what its first argument says. */
#include <uk/print.h>
#include <uk/string.h>

#include "actions.h"

unsigned long number(const char *text)
{
	unsigned long value = 0;

	for (; *text; text++)
		value = value * 10 + (unsigned long)(*text - '0');
	return value;
}

static void run(const struct action *actions, size_t count, const char *name, const char *arg)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(actions[i].name, name) == 0)
			actions[i].run(arg);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "", *arg = argc > 2 ? argv[2] : "";

	for (int i = 1; i < argc; i++)
		uk_printf("argument %zu %.20s\n", strlen(argv[i]), argv[i]);
	run(machine_actions, machine_action_count, name, arg);
	run(crash_actions, crash_action_count, name, arg);
	return 0;
}
