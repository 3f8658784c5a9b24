/* SPDX-License-Identifier: BSD-3-Clause */
/* The crash report, for a platform's exception handlers. */
#ifndef UK_COMMON_CRASH_H
#define UK_COMMON_CRASH_H

#include <uk/arch/registers.h>
#include <uk/plat/crash.h>

/**
 * ukplat_crash_at() - uk_crash() for an exception: registers and backtrace are those of @registers.
 * @registers: the interrupted code's.
 * @reason:    as for uk_crash().
 *
 * Context: any.
 */
UK_API _Noreturn void ukplat_crash_at(const struct ukarch_registers *registers, const char *reason,
				      ...) UK_PRINTF(2, 3);

#endif
