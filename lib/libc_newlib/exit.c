/* SPDX-License-Identifier: BSD-3-Clause */
/* The end: exit handlers and stdio, then what every image does at its end. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <uk/boot.h>

#include "ending.h"

/* Linked when there are exit handlers; when something uses stdio. */
extern void __call_exitprocs(int status, void *object) __attribute__((weak));
#pragma weak fflush

bool uk_libc_ending;

static void end_libc(int status)
{
	if (uk_libc_ending)
		return;
	if (__call_exitprocs)
		__call_exitprocs(status, NULL);
	uk_libc_ending = true;
	if (fflush)
		fflush(NULL);
}

/* When main() returns. */
UK_EXIT(end_libc);

UK_API void exit(int status)
{
	end_libc(status);
	uk_boot_exit(status);
}

/* Without exit handlers, and what is in stdio's buffers is lost. */
UK_API void _exit(int status)
{
	uk_libc_ending = true;
	uk_boot_exit(status);
}

UK_API void _Exit(int status)
{
	_exit(status);
}
