/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's system calls, for drivers that use its devices and files. */
#include <uk/plat/host.h>

#include "system.h"

enum { MODE = 0666 };

long ukplat_host_open(const char *path, int flags)
{
	return SYSTEM(SYS_OPENAT, AT_FDCWD, path, flags, MODE);
}

long ukplat_host_read(int fd, void *data, size_t len)
{
	return SYSTEM(SYS_READ, fd, data, len);
}

long ukplat_host_write(int fd, const void *data, size_t len)
{
	return SYSTEM(SYS_WRITE, fd, data, len);
}

long ukplat_host_ioctl(int fd, unsigned long request, void *arg)
{
	return SYSTEM(SYS_IOCTL, fd, request, arg);
}

long ukplat_host_readv(int fd, const struct ukplat_host_iovec *parts, int count)
{
	return SYSTEM(SYS_READV, fd, parts, count);
}

long ukplat_host_writev(int fd, const struct ukplat_host_iovec *parts, int count)
{
	return SYSTEM(SYS_WRITEV, fd, parts, count);
}
