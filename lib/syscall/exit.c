/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of the image, as of a process. */
#include <uk/boot.h>
#include <uk/syscall.h>

UK_SYSCALL(exit_group, 1, status)
{
	uk_boot_exit((int)(status & 0xff));
}
