/* SPDX-License-Identifier: BSD-3-Clause */
/* Random numbers. */
#include <unistd.h>

#include <uk/base.h>

#include "calls.h"
#include "result.h"

enum { ENTROPY_MAX = 256 };

UK_API int getentropy(void *buffer, size_t len)
{
	long result = len > ENTROPY_MAX ? -EIO : uk_sys_getrandom((long)buffer, (long)len, 0);

	return uk_libc_result(result) < 0 ? -1 : 0;
}
