/* SPDX-License-Identifier: BSD-3-Clause */
/* Opening and controlling files: POSIX, with the numbers of Linux (asm-generic/fcntl.h, linux/fcntl.h). */
#ifndef _SYS__DEFAULT_FCNTL_H_
#define _SYS__DEFAULT_FCNTL_H_

#include <_ansi.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/stat.h>
#include <machine/_linux_fcntl.h>

#ifdef __cplusplus
extern "C" {
#endif

#define O_ACCMODE  03
#define O_RDONLY   00
#define O_WRONLY   01
#define O_RDWR	   02
#define O_CREAT	   0100
#define O_EXCL	   0200
#define O_NOCTTY   0400
#define O_TRUNC	   01000
#define O_APPEND   02000
#define O_NONBLOCK 04000
#define O_DSYNC	   010000
#define O_ASYNC	   020000
#define O_NOATIME  01000000
#define O_CLOEXEC  02000000
#define O_SYNC	   04010000
#define O_RSYNC	   O_SYNC
#define O_PATH	   010000000
#define O_SEARCH   O_PATH
#define O_EXEC	   O_PATH

#define O_TMPFILE (020000000 | O_DIRECTORY)

#define FAPPEND	  O_APPEND
#define FASYNC	  O_ASYNC
#define FNONBLOCK O_NONBLOCK
#define FNDELAY	  O_NONBLOCK

#define F_DUPFD		0
#define F_GETFD		1
#define F_SETFD		2
#define F_GETFL		3
#define F_SETFL		4
#define F_GETLK		5
#define F_SETLK		6
#define F_SETLKW	7
#define F_SETOWN	8
#define F_GETOWN	9
#define F_DUPFD_CLOEXEC 1030

#define FD_CLOEXEC 1

#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2

#define LOCK_SH 1
#define LOCK_EX 2
#define LOCK_NB 4
#define LOCK_UN 8

#define AT_FDCWD	    (-100)
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_REMOVEDIR	    0x200
#define AT_EACCESS	    0x200
#define AT_SYMLINK_FOLLOW   0x400
#define AT_EMPTY_PATH	    0x1000

struct flock {
	short l_type;
	short l_whence;
	off_t l_start;
	off_t l_len;
	pid_t l_pid;
};

int open(const char *path, int flags, ...);
int openat(int dir, const char *path, int flags, ...);
int creat(const char *path, mode_t mode);
int fcntl(int fd, int command, ...);
int flock(int fd, int operation);

#ifdef __cplusplus
}
#endif

#endif
