/* SPDX-License-Identifier: BSD-3-Clause */
/* UK_NR_read and so on: the numbers of the Linux calls on this architecture. */
#ifndef UK_SYSCALL_NUMBERS_H
#define UK_SYSCALL_NUMBERS_H

#include <uk/isa/syscall_numbers.h>

#define UK_SYSCALL_ENUM(number, name) UK_NR_##name = (number),

enum uk_syscall_number { UK_SYSCALL_NUMBERS(UK_SYSCALL_ENUM) };

#endif
