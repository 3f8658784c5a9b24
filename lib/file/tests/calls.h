/* SPDX-License-Identifier: BSD-3-Clause */
/* The calls that lib/file defines, as the tests use them. */
#ifndef FILE_TESTS_CALLS_H
#define FILE_TESTS_CALLS_H

long uk_sys_close(long fd);
long uk_sys_dup(long fd);
long uk_sys_dup2(long fd, long to);
long uk_sys_dup3(long fd, long to, long flags);
long uk_sys_fcntl(long fd, long command, long argument);
long uk_sys_read(long fd, long buffer, long len);
long uk_sys_write(long fd, long buffer, long len);
long uk_sys_pread64(long fd, long buffer, long len, long offset);
long uk_sys_readv(long fd, long parts, long count);
long uk_sys_writev(long fd, long parts, long count);
long uk_sys_lseek(long fd, long offset, long whence);
long uk_sys_fstat(long fd, long stat);
long uk_sys_ioctl(long fd, long request, long argument);
long uk_sys_poll(long fds, long count, long timeout);
long uk_sys_ppoll(long fds, long count, long timeout, long mask, long mask_size);
long uk_sys_select(long limit, long in, long out, long priority, long timeout);

#endif
