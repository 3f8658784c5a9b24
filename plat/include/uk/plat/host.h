/* SPDX-License-Identifier: BSD-3-Clause */
/* The host below a Linux process; platforms that have one set PLAT_HAS_HOST. */
#ifndef UK_PLAT_HOST_H
#define UK_PLAT_HOST_H

#include <uk/base.h>

/*
 * ukplat_host_open() and the rest are the host's system calls of the same name, non-blocking by the
 * flags given. Flags and requests are Linux's own numbers.
 *
 * Context: any. Return: as the system call: a result, or -errno of the host.
 */
UK_API long ukplat_host_open(const char *path, int flags);
UK_API long ukplat_host_close(int fd);
UK_API long ukplat_host_read(int fd, void *data, size_t len);
UK_API long ukplat_host_write(int fd, const void *data, size_t len);
UK_API long ukplat_host_ioctl(int fd, unsigned long request, void *arg);

struct ukplat_host_iovec {
	void *base;
	size_t len;
};

/* Context: any. Return: bytes, or -errno of the host. */
UK_API long ukplat_host_readv(int fd, const struct ukplat_host_iovec *parts, int count);
UK_API long ukplat_host_writev(int fd, const struct ukplat_host_iovec *parts, int count);

/**
 * ukplat_host_irq() - an interrupt number that fires while @fd can be read.
 * @fd: an open host descriptor.
 *
 * Edge-like: after it fired it is masked until ukplat_host_irq_rearm().
 *
 * Context: thread. Return: the number, or -ENOSPC.
 */
UK_API int ukplat_host_irq(int fd);
UK_API void ukplat_host_irq_rearm(int irq);

#endif
