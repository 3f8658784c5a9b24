/* SPDX-License-Identifier: BSD-3-Clause */
/* lib/alloc on the host's malloc, for tests that do not link the real one (test-deps := alloc). */
#ifndef FAKE_ALLOC_H
#define FAKE_ALLOC_H

/* So many more allocations succeed; UINT32_MAX: all. */
extern unsigned int fake_alloc_fail_after;

/* Allocations that have not been freed. */
extern int fake_alloc_live;

#endif
