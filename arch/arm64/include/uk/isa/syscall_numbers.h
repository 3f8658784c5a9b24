/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers of the Linux calls on arm64 (include/uapi/asm-generic/unistd.h). */
#ifndef UK_ISA_SYSCALL_NUMBERS_H
#define UK_ISA_SYSCALL_NUMBERS_H

/* As uname -m says it. */
#define UK_ISA_NAME "aarch64"

/*
 * Each call that a library may define: X(number, name). Ascending. Older forms of calls (open, poll,
 * select, dup2, pipe, time) have no number here; a C library reaches them by name.
 */
#define UK_SYSCALL_NUMBERS(X)   \
	X(23, dup)              \
	X(24, dup3)             \
	X(25, fcntl)            \
	X(29, ioctl)            \
	X(56, openat)           \
	X(57, close)            \
	X(59, pipe2)            \
	X(62, lseek)            \
	X(63, read)             \
	X(64, write)            \
	X(65, readv)            \
	X(66, writev)           \
	X(67, pread64)          \
	X(68, pwrite64)         \
	X(69, preadv)           \
	X(70, pwritev)          \
	X(71, sendfile)         \
	X(72, pselect6)         \
	X(73, ppoll)            \
	X(79, newfstatat)       \
	X(80, fstat)            \
	X(93, exit)             \
	X(94, exit_group)       \
	X(98, futex)            \
	X(101, nanosleep)       \
	X(113, clock_gettime)   \
	X(114, clock_getres)    \
	X(115, clock_nanosleep) \
	X(124, sched_yield)     \
	X(134, rt_sigaction)    \
	X(135, rt_sigprocmask)  \
	X(160, uname)           \
	X(169, gettimeofday)    \
	X(172, getpid)          \
	X(173, getppid)         \
	X(174, getuid)          \
	X(175, geteuid)         \
	X(176, getgid)          \
	X(177, getegid)         \
	X(178, gettid)          \
	X(198, socket)          \
	X(199, socketpair)      \
	X(200, bind)            \
	X(201, listen)          \
	X(202, accept)          \
	X(203, connect)         \
	X(204, getsockname)     \
	X(205, getpeername)     \
	X(206, sendto)          \
	X(207, recvfrom)        \
	X(208, setsockopt)      \
	X(209, getsockopt)      \
	X(210, shutdown)        \
	X(211, sendmsg)         \
	X(212, recvmsg)         \
	X(214, brk)             \
	X(215, munmap)          \
	X(222, mmap)            \
	X(226, mprotect)        \
	X(233, madvise)         \
	X(242, accept4)         \
	X(278, getrandom)

#endif
