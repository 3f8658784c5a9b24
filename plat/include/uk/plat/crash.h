/* SPDX-License-Identifier: BSD-3-Clause */
/* The crash report, the same on every platform; plat/common writes it. */
#ifndef UK_PLAT_CRASH_H
#define UK_PLAT_CRASH_H

#include <uk/table.h>

/**
 * uk_crash() - stop the image with a report: reason, registers, backtrace, thread.
 * @reason: one line, printf format with %s %d %u %x %lx %p alone.
 *
 * A second crash while reporting ends at once.
 *
 * Context: any.
 */
UK_API _Noreturn void uk_crash(const char *reason, ...) UK_PRINTF(1, 2);

/* One line of a crash report, without its end; same formats. Context: crashing. */
UK_API void uk_crash_print(const char *format, ...) UK_PRINTF(1, 2);

/* A library may add to the report: the scheduler names the thread. Must read with suspicion. */
struct uk_crash_reporter {
	void (*report)(void);
};

#define UK_CRASH_REPORTER(function)                                                        \
	static const struct uk_crash_reporter uk_crash_reporter_##function = { function }; \
	UK_TABLE_ADD(crash_reporter, uk_crash_reporter_##function)

#endif
