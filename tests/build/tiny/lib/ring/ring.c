/* SPDX-License-Identifier: BSD-3-Clause */
/* Goes through a pointer, so that the image has a relocation. */
#include <uk/ring.h>

#include "size.h"

static int (*const volatile size)(void) = ring_size;

int uk_ring_left(void)
{
	return size() - CONFIG_LIB_RING_SIZE;
}
