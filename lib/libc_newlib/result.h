/* SPDX-License-Identifier: BSD-3-Clause */
/* From the answers of calls, -errno, to those of a C library. */
#ifndef LIBC_NEWLIB_RESULT_H
#define LIBC_NEWLIB_RESULT_H

#include <errno.h>

static inline long uk_libc_result(long result)
{
	if (result >= 0)
		return result;
	errno = (int)-result;
	return -1;
}

/* A call of a library that may not be in the image: CALL_IF_THERE(open, path, flags, mode). */
#define CALL_IF_THERE(name, ...) \
	uk_libc_result(uk_sys_##name ? uk_sys_##name(__VA_ARGS__) : -ENOSYS)

#endif
