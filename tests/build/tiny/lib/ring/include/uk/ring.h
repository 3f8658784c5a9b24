/* SPDX-License-Identifier: BSD-3-Clause */
/* The library that everybody uses. */
#ifndef UK_RING_H
#define UK_RING_H

#include <uk/base.h>

/* The size of a ring less CONFIG_LIB_RING_SIZE. Context: any. */
UK_API int uk_ring_left(void);

#endif
