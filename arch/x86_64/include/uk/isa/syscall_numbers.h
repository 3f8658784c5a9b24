/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers of the Linux calls on x86-64 (arch/x86/entry/syscalls/syscall_64.tbl). */
#ifndef UK_ISA_SYSCALL_NUMBERS_H
#define UK_ISA_SYSCALL_NUMBERS_H

/* As uname -m says it. */
#define UK_ISA_NAME "x86_64"

/* Each call that a library may define: X(number, name). Ascending. */
#define UK_SYSCALL_NUMBERS(X)   \
	X(0, read)              \
	X(1, write)             \
	X(2, open)              \
	X(3, close)             \
	X(4, stat)              \
	X(5, fstat)             \
	X(6, lstat)             \
	X(7, poll)              \
	X(8, lseek)             \
	X(9, mmap)              \
	X(10, mprotect)         \
	X(11, munmap)           \
	X(12, brk)              \
	X(13, rt_sigaction)     \
	X(14, rt_sigprocmask)   \
	X(16, ioctl)            \
	X(17, pread64)          \
	X(18, pwrite64)         \
	X(19, readv)            \
	X(20, writev)           \
	X(22, pipe)             \
	X(23, select)           \
	X(24, sched_yield)      \
	X(28, madvise)          \
	X(32, dup)              \
	X(33, dup2)             \
	X(35, nanosleep)        \
	X(39, getpid)           \
	X(40, sendfile)         \
	X(41, socket)           \
	X(42, connect)          \
	X(43, accept)           \
	X(44, sendto)           \
	X(45, recvfrom)         \
	X(46, sendmsg)          \
	X(47, recvmsg)          \
	X(48, shutdown)         \
	X(49, bind)             \
	X(50, listen)           \
	X(51, getsockname)      \
	X(52, getpeername)      \
	X(53, socketpair)       \
	X(54, setsockopt)       \
	X(55, getsockopt)       \
	X(60, exit)             \
	X(63, uname)            \
	X(72, fcntl)            \
	X(96, gettimeofday)     \
	X(102, getuid)          \
	X(104, getgid)          \
	X(107, geteuid)         \
	X(108, getegid)         \
	X(110, getppid)         \
	X(186, gettid)          \
	X(201, time)            \
	X(202, futex)           \
	X(228, clock_gettime)   \
	X(229, clock_getres)    \
	X(230, clock_nanosleep) \
	X(231, exit_group)      \
	X(270, pselect6)        \
	X(271, ppoll)           \
	X(288, accept4)         \
	X(292, dup3)            \
	X(295, preadv)          \
	X(296, pwritev)         \
	X(318, getrandom)

#endif
