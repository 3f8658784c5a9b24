/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading, writing, seeking. */
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <uk/base.h>
#include <uk/stat.h>

#include "calls.h"
#include "result.h"

_Static_assert(sizeof(struct stat) == sizeof(struct uk_stat), "fstat() fills the C library's");

UK_API ssize_t read(int fd, void *buffer, size_t len)
{
	return uk_libc_result(uk_sys_read(fd, (long)buffer, (long)len));
}

UK_API ssize_t write(int fd, const void *buffer, size_t len)
{
	return uk_libc_result(uk_sys_write(fd, (long)buffer, (long)len));
}

UK_API ssize_t pread(int fd, void *buffer, size_t len, off_t offset)
{
	return uk_libc_result(uk_sys_pread64(fd, (long)buffer, (long)len, offset));
}

UK_API ssize_t pwrite(int fd, const void *buffer, size_t len, off_t offset)
{
	return uk_libc_result(uk_sys_pwrite64(fd, (long)buffer, (long)len, offset));
}

UK_API ssize_t readv(int fd, const struct iovec *parts, int count)
{
	return uk_libc_result(uk_sys_readv(fd, (long)parts, count));
}

UK_API ssize_t writev(int fd, const struct iovec *parts, int count)
{
	return uk_libc_result(uk_sys_writev(fd, (long)parts, count));
}

UK_API off_t lseek(int fd, off_t offset, int whence)
{
	return uk_libc_result(uk_sys_lseek(fd, offset, whence));
}

UK_API int fstat(int fd, struct stat *stat)
{
	return (int)uk_libc_result(uk_sys_fstat(fd, (long)stat));
}
