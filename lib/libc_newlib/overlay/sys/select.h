/* SPDX-License-Identifier: BSD-3-Clause */
/* select(): POSIX, with Linux's sets of 1024 descriptors. */
#ifndef _SYS_SELECT_H
#define _SYS_SELECT_H

#include <sys/cdefs.h>
#include <sys/_sigset.h>
#include <sys/_timeval.h>
#include <sys/timespec.h>

#ifndef _SIGSET_T_DECLARED
#define _SIGSET_T_DECLARED
typedef __sigset_t sigset_t;
#endif

#define _SYS_TYPES_FD_SET
#define FD_SETSIZE 1024
#define NFDBITS	   (8 * (int)sizeof(fd_mask))

typedef unsigned long fd_mask;

typedef struct {
	fd_mask fds_bits[FD_SETSIZE / (8 * sizeof(fd_mask))];
} fd_set;

#define __FD_WORD(fd, set) ((set)->fds_bits[(unsigned int)(fd) / (8 * sizeof(fd_mask))])
#define __FD_BIT(fd)	   (1UL << ((unsigned int)(fd) % (8 * sizeof(fd_mask))))

#define FD_SET(fd, set)	  ((void)(__FD_WORD(fd, set) |= __FD_BIT(fd)))
#define FD_CLR(fd, set)	  ((void)(__FD_WORD(fd, set) &= ~__FD_BIT(fd)))
#define FD_ISSET(fd, set) ((__FD_WORD(fd, set) & __FD_BIT(fd)) != 0)
#define FD_ZERO(set)	  __builtin_memset((set), 0, sizeof(fd_set))

__BEGIN_DECLS

int select(int count, fd_set *__restrict reads, fd_set *__restrict writes,
	   fd_set *__restrict exceptions, struct timeval *__restrict timeout);
int pselect(int count, fd_set *__restrict reads, fd_set *__restrict writes,
	    fd_set *__restrict exceptions, const struct timespec *__restrict timeout,
	    const sigset_t *__restrict mask);

__END_DECLS

#endif
