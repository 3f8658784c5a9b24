/* SPDX-License-Identifier: BSD-3-Clause */
/* abort(): the crash report tells where from. */
#include <stdlib.h>

#include <uk/base.h>
#include <uk/plat/crash.h>

UK_API void abort(void)
{
	uk_crash("abort() was called");
}
