/* SPDX-License-Identifier: BSD-3-Clause */
/* struct stat of Linux on arm64 (asm-generic/stat.h). sys/stat.h includes this. */
#ifndef _MACHINE__LINUX_STAT_H
#define _MACHINE__LINUX_STAT_H

struct stat {
	dev_t st_dev;
	ino_t st_ino;
	mode_t st_mode;
	nlink_t st_nlink;
	uid_t st_uid;
	gid_t st_gid;
	dev_t st_rdev;
	unsigned long __padding1;
	off_t st_size;
	blksize_t st_blksize;
	int __padding2;
	blkcnt_t st_blocks;
	struct timespec st_atim;
	struct timespec st_mtim;
	struct timespec st_ctim;
	unsigned int __reserved[2];
};

#endif
