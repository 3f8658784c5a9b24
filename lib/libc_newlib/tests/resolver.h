/* SPDX-License-Identifier: BSD-3-Clause */
/* A resolver that answers what the test wants. */
#ifndef LIBC_NEWLIB_TESTS_RESOLVER_H
#define LIBC_NEWLIB_TESTS_RESOLVER_H

/* How many addresses, from 10.0.0.1 on, or -errno. */
extern int resolver_answer;

#endif
