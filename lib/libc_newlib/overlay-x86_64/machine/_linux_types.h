/* SPDX-License-Identifier: BSD-3-Clause */
/* Types that differ between machines: Linux on x86_64 (struct stat). */
#ifndef _MACHINE__LINUX_TYPES_H
#define _MACHINE__LINUX_TYPES_H

typedef long __blksize_t;
#define __machine_blksize_t_defined

/* newlib gives no way to set __nlink_t, only to declare nlink_t ourselves. */
typedef unsigned long nlink_t;
#define _NLINK_T_DECLARED

#endif
