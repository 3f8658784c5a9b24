/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls by number. */
#include <stdatomic.h>

#include <uk/bits.h>
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/syscall.h>

typedef long call(long a, long b, long c, long d, long e, long f);

/*
 * Each is defined with the arguments it has; a call with six leaves the others in registers that the
 * callee does not look at, in the calling conventions of all our architectures.
 */
#define DECLARE(number, name) extern void uk_sys_##name(void) __attribute__((weak));
UK_SYSCALL_NUMBERS(DECLARE)

#define ENTRY(number, name) [number] = uk_sys_##name,
static void (*const calls[])(void) = { UK_SYSCALL_NUMBERS(ENTRY) };

enum { NUMBERS_REMEMBERED = 512 };

/* One line per number; those beyond the bits share one. */
static void report_once(long number)
{
	static _Atomic uint64_t reported[NUMBERS_REMEMBERED / 64 + 1];
	unsigned long bit = (unsigned long)number;

	if (bit >= NUMBERS_REMEMBERED)
		bit = NUMBERS_REMEMBERED;
	if (atomic_fetch_or(&reported[bit / 64], UK_BIT(bit % 64)) & UK_BIT(bit % 64))
		return;
	uk_warning("syscall: call %ld is not implemented in this image", number);
}

long uk_syscall(long number, long a, long b, long c, long d, long e, long f)
{
	if (number < 0 || (size_t)number >= UK_ARRAY_SIZE(calls) || !calls[number]) {
		report_once(number);
		return -ENOSYS;
	}
	return ((call *)(uintptr_t)calls[number])(a, b, c, d, e, f);
}
