/* SPDX-License-Identifier: BSD-3-Clause */
/* A first request to stop ends the image in order, a second one at once. */
#include <stdatomic.h>

#include <uk/boot.h>
#include <uk/plat/power.h>

#include "stop.h"

static atomic_bool requested;

void uk_boot_stop_requested(void)
{
	if (atomic_exchange(&requested, true))
		ukplat_exit(0);
	uk_boot_stop();
}

bool uk_boot_stop_is_requested(void)
{
	return requested;
}
