/* SPDX-License-Identifier: BSD-3-Clause */
/* How newlib is configured for Skerry: sys/config.h includes this first, in newlib's build and in its users'. */
#ifndef _SYS__SKERRY_H
#define _SYS__SKERRY_H

/* The reentrancy structure is a thread's own: __getreent() finds it. */
#define __DYNAMIC_REENT__

/* read() and write() as POSIX has them; newlib's default is int, which cuts large counts. */
#define _READ_WRITE_RETURN_TYPE	 __PTRDIFF_TYPE__
#define _READ_WRITE_BUFSIZE_TYPE __SIZE_TYPE__

/* clock_gettime(), nanosleep() and CLOCK_MONOTONIC in time.h. */
#define _POSIX_TIMERS	       200809L
#define _POSIX_MONOTONIC_CLOCK 200809L

#endif
