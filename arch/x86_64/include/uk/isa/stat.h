/* SPDX-License-Identifier: BSD-3-Clause */
/* struct stat of Linux on x86-64 (arch/x86/include/uapi/asm/stat.h). */
#ifndef UK_ISA_STAT_H
#define UK_ISA_STAT_H

#include <uk/base.h>

struct uk_stat {
	uint64_t device;
	uint64_t inode;
	uint64_t links;
	uint32_t mode;
	uint32_t user;
	uint32_t group;
	uint32_t padding;
	uint64_t special_device;
	int64_t size;
	int64_t block_size;
	int64_t blocks; /* of 512 bytes */
	int64_t access_seconds;
	int64_t access_nanoseconds;
	int64_t modify_seconds;
	int64_t modify_nanoseconds;
	int64_t change_seconds;
	int64_t change_nanoseconds;
	int64_t unused[3];
};

_Static_assert(sizeof(struct uk_stat) == 144, "struct stat of the Linux ABI");
_Static_assert(offsetof(struct uk_stat, mode) == 24, "struct stat of the Linux ABI");
_Static_assert(offsetof(struct uk_stat, size) == 48, "struct stat of the Linux ABI");
_Static_assert(offsetof(struct uk_stat, modify_seconds) == 88, "struct stat of the Linux ABI");

#endif
