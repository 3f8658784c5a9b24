/* SPDX-License-Identifier: BSD-3-Clause */
/* The library that nobody uses. */
#include <uk/base.h>

UK_API int uk_bell_ring(void);

int uk_bell_ring(void)
{
	return 3;
}
