/* SPDX-License-Identifier: BSD-3-Clause */
/* Control of the fake allocator. */
#ifndef FAKE_ALLOC_H
#define FAKE_ALLOC_H

/* So many more allocations succeed; UINT32_MAX: all. */
extern unsigned int fake_alloc_fail_after;

#endif
