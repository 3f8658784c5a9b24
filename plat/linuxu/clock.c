/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks: the host's, through its vDSO where it has one. */
#include <uk/plat/clock.h>

#include "linuxu.h"
#include "system.h"

typedef int clock_function(int clock, struct system_timespec *now);

static int clock_by_system_call(int clock, struct system_timespec *now)
{
	return (int)SYSTEM(SYS_CLOCK_GETTIME, clock, now);
}

/* Constant after linuxu_clock_init(). */
static clock_function *read_clock = clock_by_system_call;
static uint64_t start;

static uint64_t host_clock(int clock)
{
	struct system_timespec now = { 0 };

	read_clock(clock, &now);
	return (uint64_t)now.seconds * UK_NSEC_PER_SEC + (uint64_t)now.nanoseconds;
}

void linuxu_clock_init(const void *vdso)
{
	clock_function *function = linuxu_vdso_function(vdso, MACHINE_VDSO_CLOCK_GETTIME);

	if (function)
		read_clock = function;
	start = host_clock(CLOCK_MONOTONIC);
}

uint64_t linuxu_clock_start(void)
{
	return start;
}

uint64_t ukplat_clock_monotonic(void)
{
	return host_clock(CLOCK_MONOTONIC) - start;
}

uint64_t ukplat_clock_wall(void)
{
	return host_clock(CLOCK_REALTIME);
}
