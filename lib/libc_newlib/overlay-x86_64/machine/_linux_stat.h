/* SPDX-License-Identifier: BSD-3-Clause */
/* struct stat of Linux on x86_64 (asm/stat.h). sys/stat.h includes this. */
#ifndef _MACHINE__LINUX_STAT_H
#define _MACHINE__LINUX_STAT_H

struct stat {
	dev_t st_dev;
	ino_t st_ino;
	nlink_t st_nlink;
	mode_t st_mode;
	uid_t st_uid;
	gid_t st_gid;
	unsigned int __padding;
	dev_t st_rdev;
	off_t st_size;
	blksize_t st_blksize;
	blkcnt_t st_blocks;
	struct timespec st_atim;
	struct timespec st_mtim;
	struct timespec st_ctim;
	long __reserved[3];
};

#endif
