/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's system calls and the structures and numbers of its ABI that this platform uses. */
#ifndef LINUXU_SYSTEM_H
#define LINUXU_SYSTEM_H

#include <uk/base.h>

#include "machine.h"

/* A result, or -errno. Context: any. */
long linuxu_syscall(long number, long a, long b, long c, long d, long e, long f);

/* SYSTEM(number, up to six arguments): integers and pointers alike. */
#define SYSTEM(...) SYSTEM_(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
#define SYSTEM_(number, a, b, c, d, e, f, ...) \
	linuxu_syscall(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

/* include/uapi/asm-generic of Linux, the same on every architecture. */
enum { AT_FDCWD = -100, O_RDWR = 2, F_GETFD = 1 };
enum { PROT_NONE = 0, PROT_READ_WRITE = 3, MAP_PRIVATE = 2, MAP_ANONYMOUS = 0x20 };
enum { MAP_NORESERVE = 0x4000 };
enum { CLOCK_REALTIME = 0, CLOCK_MONOTONIC = 1, TIMER_ABSTIME = 1 };
enum { POLLIN = 1, POLLOUT = 4 };
enum {
	SYSTEM_SIGINT = 2,
	SYSTEM_SIGILL = 4,
	SYSTEM_SIGBUS = 7,
	SYSTEM_SIGFPE = 8,
	SYSTEM_SIGSEGV = 11
};
enum { SYSTEM_SIGPIPE = 13, SYSTEM_SIGALRM = 14, SYSTEM_SIGTERM = 15 };
enum { SIG_SETMASK = 2, SIG_IGN = 1 };
#define SA_SIGINFO  0x00000004ul
#define SA_RESTORER 0x04000000ul
#define SA_ONSTACK  0x08000000ul
#define SA_RESTART  0x10000000ul
#define SA_NODEFER  0x40000000ul

struct system_timespec {
	int64_t seconds;
	int64_t nanoseconds;
};

struct system_pollfd {
	int fd; /* negative: ignored */
	short events;
	short revents;
};

struct system_sigaction {
	void *handler;
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

struct system_stack {
	void *base;
	int flags;
	size_t size;
};

_Static_assert(sizeof(struct system_pollfd) == 8, "struct pollfd");
_Static_assert(sizeof(struct system_sigaction) == 32, "struct sigaction");
_Static_assert(sizeof(struct system_stack) == 24, "stack_t");

static inline bool system_failed(long result)
{
	return result < 0 && result >= -4095;
}

#endif
