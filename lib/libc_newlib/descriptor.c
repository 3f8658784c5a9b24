/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors themselves. */
#include <fcntl.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <uk/base.h>

#include "calls.h"
#include "result.h"

UK_API int close(int fd)
{
	return (int)uk_libc_result(uk_sys_close(fd));
}

UK_API int dup(int fd)
{
	return (int)uk_libc_result(uk_sys_dup(fd));
}

UK_API int dup2(int fd, int to)
{
	return (int)uk_libc_result(uk_sys_dup2(fd, to));
}

UK_API int fcntl(int fd, int command, ...)
{
	va_list args;
	long argument;

	va_start(args, command);
	argument = va_arg(args, long);
	va_end(args);
	return (int)uk_libc_result(uk_sys_fcntl(fd, command, argument));
}

UK_API int ioctl(int fd, unsigned long request, ...)
{
	va_list args;
	long argument;

	va_start(args, request);
	argument = va_arg(args, long);
	va_end(args);
	return (int)uk_libc_result(uk_sys_ioctl(fd, (long)request, argument));
}

/* A terminal is what knows the terminals' request (asm-generic/ioctls.h). */
UK_API int isatty(int fd)
{
	enum { TCGETS = 0x5401, KERNEL_TERMIOS_SIZE = 36 };
	char modes[KERNEL_TERMIOS_SIZE];

	return uk_libc_result(uk_sys_ioctl(fd, TCGETS, (long)modes)) == 0;
}
