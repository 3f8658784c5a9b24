/* SPDX-License-Identifier: BSD-3-Clause */
/* Scattered reads and gathered writes: POSIX, with the layout of Linux (linux/uio.h). */
#ifndef _SYS_UIO_H
#define _SYS_UIO_H

#include <sys/cdefs.h>
#include <sys/types.h>

#define UIO_MAXIOV 1024

struct iovec {
	void *iov_base;
	size_t iov_len;
};

__BEGIN_DECLS

ssize_t readv(int fd, const struct iovec *vector, int count);
ssize_t writev(int fd, const struct iovec *vector, int count);

__END_DECLS

#endif
