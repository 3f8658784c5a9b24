/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls: Linux numbers and semantics, each defined once, by the library that owns it. */
#ifndef UK_SYSCALL_H
#define UK_SYSCALL_H

#include <uk/base.h>
#include <uk/syscall_numbers.h>

/*
 * UK_SYSCALL(write, 3, fd, buffer, len) { … }   defines   long uk_sys_write(long fd, long buffer, long len)
 *
 * The C library's stubs call uk_sys_write() directly, so that what nobody calls is not linked.
 * Return: a result, or -errno; context: thread, may sleep.
 */
#define UK_SYSCALL_ARGS0()		   void
#define UK_SYSCALL_ARGS1(a)		   long a
#define UK_SYSCALL_ARGS2(a, b)		   long a, long b
#define UK_SYSCALL_ARGS3(a, b, c)	   long a, long b, long c
#define UK_SYSCALL_ARGS4(a, b, c, d)	   long a, long b, long c, long d
#define UK_SYSCALL_ARGS5(a, b, c, d, e)	   long a, long b, long c, long d, long e
#define UK_SYSCALL_ARGS6(a, b, c, d, e, f) long a, long b, long c, long d, long e, long f

#define UK_SYSCALL(name, count, ...)                                    \
	UK_API long uk_sys_##name(UK_SYSCALL_ARGS##count(__VA_ARGS__)); \
	long uk_sys_##name(UK_SYSCALL_ARGS##count(__VA_ARGS__))

/**
 * uk_syscall() - call by number: for a C library or a binary that has only numbers.
 * @number: __NR_ of this architecture.
 * @a:      arguments, as the call defines them; unused ones are ignored.
 *
 * A call that no linked library defines gives -ENOSYS and one line per number on the console.
 *
 * Context: thread, may sleep. Return: a result, or -errno.
 */
UK_API long uk_syscall(long number, long a, long b, long c, long d, long e, long f);

#endif
