/* SPDX-License-Identifier: BSD-3-Clause */
/* Open flags that differ between machines: Linux on x86_64 (asm-generic/fcntl.h). */
#ifndef _MACHINE__LINUX_FCNTL_H
#define _MACHINE__LINUX_FCNTL_H

#define O_DIRECT    040000
#define O_DIRECTORY 0200000
#define O_NOFOLLOW  0400000

#endif
