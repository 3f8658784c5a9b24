/* SPDX-License-Identifier: BSD-3-Clause */
/* Nothing much: the tests of the build need a component here. */
#include <uk/base.h>

UK_API int ukarch_nothing(void);

int ukarch_nothing(void)
{
	return 0;
}
