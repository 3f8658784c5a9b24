/* SPDX-License-Identifier: BSD-3-Clause */
/* Access to physical memory for the parsers, which the unit tests give from a buffer. */
#ifndef UK_COMMON_PHYS_H
#define UK_COMMON_PHYS_H

#include <uk/base.h>

/* Makes a range readable, adjoining ranges at adjoining addresses; NULL where it cannot. */
typedef const void *phys_reader(uint64_t phys, uint64_t size);

#endif
