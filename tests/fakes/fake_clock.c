/* SPDX-License-Identifier: BSD-3-Clause */
/* Time that stands still until the test moves it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <uk/plat/clock.h>
#include <uk/plat/irq.h>

#include "fake_internal.h"
#include "fakes.h"

unsigned int fake_timer_arm_count;

static uint64_t now;
static uint64_t deadline = UKPLAT_NEVER;
static void (*timer_handler)(void);

FAKE uint64_t ukplat_clock_monotonic(void)
{
	return now;
}

FAKE uint64_t ukplat_clock_wall(void)
{
	return FAKE_WALL_AT_BOOT + now;
}

FAKE void ukplat_timer_arm(uint64_t when)
{
	assert_false(ukplat_irq_enabled());
	fake_timer_arm_count++;
	deadline = when;
	if (deadline <= now)
		fake_event();
}

FAKE void ukplat_timer_set_handler(void (*handler)(void))
{
	timer_handler = handler;
}

void fake_timer_fire(void)
{
	if (deadline > now)
		return;
	deadline = UKPLAT_NEVER;
	if (timer_handler)
		timer_handler();
}

void fake_clock_to_deadline(void)
{
	if (deadline == UKPLAT_NEVER)
		fail_msg("idle without a timer: would sleep for ever");
	if (deadline > now)
		now = deadline;
	fake_event();
}

void fake_clock_advance(uint64_t nanoseconds)
{
	now += nanoseconds;
	if (deadline <= now)
		fake_event();
}

uint64_t fake_timer_deadline(void)
{
	return deadline;
}

void fake_clock_reset(void)
{
	now = 0;
	deadline = UKPLAT_NEVER;
	fake_timer_arm_count = 0;
}
