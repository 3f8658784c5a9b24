/* SPDX-License-Identifier: BSD-3-Clause */
/* The one system call. */
#include <uk/base.h>

UK_API _Noreturn void ukplat_exit(int status);

void ukplat_exit(int status)
{
	for (;;)
		__asm__ volatile("syscall" ::"a"(231L), "D"((long)status));
}
