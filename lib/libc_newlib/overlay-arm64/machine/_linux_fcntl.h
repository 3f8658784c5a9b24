/* SPDX-License-Identifier: BSD-3-Clause */
/* Open flags that differ between machines: Linux on arm64 (asm/fcntl.h). */
#ifndef _MACHINE__LINUX_FCNTL_H
#define _MACHINE__LINUX_FCNTL_H

#define O_DIRECT    0200000
#define O_DIRECTORY 040000
#define O_NOFOLLOW  0100000

#endif
