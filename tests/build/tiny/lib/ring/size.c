/* SPDX-License-Identifier: BSD-3-Clause */
/* A symbol that others must not reach. */
#include "size.h"

int ring_size(void)
{
	return CONFIG_LIB_RING_SIZE;
}
