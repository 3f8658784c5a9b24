/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of the process. */
#include <uk/plat/power.h>

#include "system.h"

enum { STATUS_MASK = 127 };

void ukplat_exit(int status)
{
	int cut = status & STATUS_MASK;

	if (status && !cut)
		cut = 1;
	for (;;)
		SYSTEM(SYS_EXIT_GROUP, cut);
}
