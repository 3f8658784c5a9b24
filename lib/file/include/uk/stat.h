/* SPDX-License-Identifier: BSD-3-Clause */
/* What fstat() tells. The members are the same everywhere, their order is the architecture's. */
#ifndef UK_STAT_H
#define UK_STAT_H

#include <uk/isa/stat.h>

/* The type in uk_stat.mode (include/uapi/linux/stat.h). */
enum uk_stat_mode {
	UK_STAT_FIFO = 0010000,
	UK_STAT_CHARACTER = 0020000,
	UK_STAT_DIRECTORY = 0040000,
	UK_STAT_BLOCK = 0060000,
	UK_STAT_REGULAR = 0100000,
	UK_STAT_SOCKET = 0140000,
};

#endif
