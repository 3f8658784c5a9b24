/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions of a guest. */
#ifndef UK_COMMON_EXCEPTION_H
#define UK_COMMON_EXCEPTION_H

#include <uk/arch/registers.h>

/**
 * ukplat_exception() - end with a crash report that names the exception.
 * @registers: the interrupted code's.
 *
 * Context: exception.
 */
UK_API _Noreturn void ukplat_exception(const struct ukarch_registers *registers);

#endif
