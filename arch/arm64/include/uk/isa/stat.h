/* SPDX-License-Identifier: BSD-3-Clause */
/* struct stat of Linux on arm64 (include/uapi/asm-generic/stat.h). */
#ifndef UK_ISA_STAT_H
#define UK_ISA_STAT_H

#include <uk/base.h>

struct uk_stat {
	uint64_t device;
	uint64_t inode;
	uint32_t mode;
	uint32_t links;
	uint32_t user;
	uint32_t group;
	uint64_t special_device;
	uint64_t padding;
	int64_t size;
	int32_t block_size;
	int32_t padding2;
	int64_t blocks; /* of 512 bytes */
	int64_t access_seconds;
	int64_t access_nanoseconds;
	int64_t modify_seconds;
	int64_t modify_nanoseconds;
	int64_t change_seconds;
	int64_t change_nanoseconds;
	uint32_t unused[2];
};

_Static_assert(sizeof(struct uk_stat) == 128, "struct stat of the Linux ABI");
_Static_assert(offsetof(struct uk_stat, mode) == 16, "struct stat of the Linux ABI");
_Static_assert(offsetof(struct uk_stat, size) == 48, "struct stat of the Linux ABI");
_Static_assert(offsetof(struct uk_stat, modify_seconds) == 88, "struct stat of the Linux ABI");

#endif
