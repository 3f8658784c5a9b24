/* SPDX-License-Identifier: BSD-3-Clause */
/* The crash report's line about the thread that ran. */
#include <uk/plat/cpu.h>
#include <uk/plat/crash.h>

#include "switch.h"

/* The name may be overwritten: copy what can be printed, up to its end. */
static void copy_name(char *to, const char *from)
{
	size_t len = 0;

	while (len < UK_THREAD_NAME_MAX - 1 && from[len] >= ' ' && from[len] <= '~') {
		to[len] = from[len];
		len++;
	}
	to[len] = '\0';
}

static void report_thread(void)
{
	const struct uk_thread *thread = uk_thread_current();
	char name[UK_THREAD_NAME_MAX];

	if (!thread || (uintptr_t)thread % _Alignof(struct uk_thread))
		return;
	copy_name(name, thread->name);
	if (thread->stack)
		uk_crash_print("thread: %s, stack %p to %p", name, thread->stack,
			       (char *)thread->stack + thread->stack_size);
	else
		uk_crash_print("thread: %s, boot stack", name);
}

UK_CRASH_REPORTER(report_thread);
