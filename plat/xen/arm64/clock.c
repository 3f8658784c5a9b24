/* SPDX-License-Identifier: BSD-3-Clause */
/* The time of day. Clock and timer are the generic timer's: Xen gives none of its own on Arm. */
#include <uk/plat/clock.h>

#include <common/counter.h>

#include "../xen.h"

/* Of 2001: Xen counts from 1970 when nobody has told it the time, as where there is no dom0. */
#define NOT_SET (UINT64_C(1000000000) * UK_NSEC_PER_SEC)

/* Xen has put the time of the host at which the guest's counter was 0 into its base, to a second. */
uint64_t ukplat_clock_wall(void)
{
	uint64_t base = xen_wall_base();

	return base > NOT_SET ? base + ukplat_counter_at_boot() + ukplat_clock_monotonic() : 0;
}
