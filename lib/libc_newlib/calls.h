/* SPDX-License-Identifier: BSD-3-Clause */
/* The calls that the C library stands on, by name: what nobody uses is not linked. */
#ifndef LIBC_NEWLIB_CALLS_H
#define LIBC_NEWLIB_CALLS_H

/* lib/file */
long uk_sys_close(long fd);
long uk_sys_dup(long fd);
long uk_sys_dup2(long fd, long to);
long uk_sys_fcntl(long fd, long command, long argument);
long uk_sys_fstat(long fd, long stat);
long uk_sys_ioctl(long fd, long request, long argument);
long uk_sys_lseek(long fd, long offset, long whence);
long uk_sys_poll(long fds, long count, long timeout);
long uk_sys_ppoll(long fds, long count, long timeout, long mask, long mask_size);
long uk_sys_pread64(long fd, long buffer, long len, long offset);
long uk_sys_pselect6(long limit, long in, long out, long priority, long timeout, long mask);
long uk_sys_pwrite64(long fd, long buffer, long len, long offset);
long uk_sys_read(long fd, long buffer, long len);
long uk_sys_readv(long fd, long parts, long count);
long uk_sys_select(long limit, long in, long out, long priority, long timeout);
long uk_sys_write(long fd, long buffer, long len);
long uk_sys_writev(long fd, long parts, long count);

/* lib/time, lib/sched */
long uk_sys_clock_getres(long clock, long resolution);
long uk_sys_clock_gettime(long clock, long time);
long uk_sys_clock_nanosleep(long clock, long flags, long request, long rest);
long uk_sys_gettimeofday(long time, long zone);
long uk_sys_nanosleep(long request, long rest);
long uk_sys_sched_yield(void);

/* lib/syscall */
long uk_sys_getpid(void);
long uk_sys_getppid(void);
long uk_sys_getuid(void);
long uk_sys_getgid(void);

/* lib/random */
long uk_sys_getrandom(long data, long len, long flags);

/* lib/socket */
long uk_sys_accept(long fd, long address, long len);
long uk_sys_accept4(long fd, long address, long len, long flags);
long uk_sys_bind(long fd, long address, long len);
long uk_sys_connect(long fd, long address, long len);
long uk_sys_getpeername(long fd, long address, long len);
long uk_sys_getsockname(long fd, long address, long len);
long uk_sys_getsockopt(long fd, long level, long name, long value, long len);
long uk_sys_listen(long fd, long backlog);
long uk_sys_recvfrom(long fd, long data, long len, long flags, long address, long address_len);
long uk_sys_recvmsg(long fd, long header, long flags);
long uk_sys_sendmsg(long fd, long header, long flags);
long uk_sys_sendto(long fd, long data, long len, long flags, long address, long address_len);
long uk_sys_setsockopt(long fd, long level, long name, long value, long len);
long uk_sys_shutdown(long fd, long how);
long uk_sys_socket(long family, long type, long protocol);

/* A file system's, which an image need not have. */
#define MAYBE __attribute__((weak))
MAYBE long uk_sys_open(long path, long flags, long mode);
MAYBE long uk_sys_stat(long path, long stat);
MAYBE long uk_sys_lstat(long path, long stat);
MAYBE long uk_sys_unlink(long path);
MAYBE long uk_sys_link(long from, long to);
MAYBE long uk_sys_mkdir(long path, long mode);

#endif
