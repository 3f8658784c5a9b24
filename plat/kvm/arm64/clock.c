/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual counter and its timer (Arm ARM, D11); the time of day by a PL031 (Arm DDI 0224). */
#include <uk/arch/cpu.h>
#include <uk/bits.h>
#include <uk/plat/clock.h>
#include <uk/plat/memory.h>

#include "kvm.h"

enum {
	TIMER_ENABLE = 1,
	RTC_DATA = 0,
	RTC_SIZE = 0x1000,
	/* A counter slower than this, or faster, is none that Arm allows. */
	RATE_MIN = 1000000,
	RATE_MAX = 2000000000,
	SHIFT = 32,
};

static uint64_t start_count;
static uint64_t rate; /* Hz */
/* Nanoseconds for a count: whole ones, and parts of 2^32. */
static uint32_t whole, fraction;
static uint64_t deadline = UKPLAT_NEVER;
static void (*timer_handler)(void);

bool clock_init(void)
{
	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(rate));
	rate &= UINT32_MAX;
	if (rate < RATE_MIN || rate > RATE_MAX)
		return false;
	whole = (uint32_t)(UK_NSEC_PER_SEC / rate);
	fraction = (uint32_t)(((UK_NSEC_PER_SEC % rate) << SHIFT) / rate);
	start_count = ukarch_cycles();
	return true;
}

uint64_t ukplat_clock_monotonic(void)
{
	uint64_t count = ukarch_cycles() - start_count;

	return count * whole + uk_mul_shift(count, fraction, SHIFT);
}

uint64_t ukplat_clock_wall(void)
{
	static uint64_t offset;

	if (!offset && start_tree.clock.size) {
		void *rtc = ukplat_map_device(start_tree.clock.phys, RTC_SIZE);
		uint64_t seconds = rtc ? ukarch_mmio_read32((volatile uint8_t *)rtc + RTC_DATA) : 0;

		offset = seconds ? seconds * UK_NSEC_PER_SEC - ukplat_clock_monotonic() : 0;
	}
	return offset ? offset + ukplat_clock_monotonic() : 0;
}

/* Fires when the counter reaches the compare value; ISB so that it is set when this returns. */
static void program(void)
{
	uint64_t now, left;

	if (deadline == UKPLAT_NEVER) {
		__asm__ volatile("msr cntv_ctl_el0, xzr; isb" ::: "memory");
		return;
	}
	now = ukplat_clock_monotonic();
	left = deadline > now ? deadline - now : 0;
	/* What is long is done in parts; rounded up. */
	left = uk_min(left, 4 * UK_NSEC_PER_SEC) * rate / UK_NSEC_PER_SEC + 1;
	__asm__ volatile(
		"msr cntv_cval_el0, %0; msr cntv_ctl_el0, %1; isb" ::"r"(ukarch_cycles() + left),
		"r"((uint64_t)TIMER_ENABLE)
		: "memory");
}

void ukplat_timer_arm(uint64_t at)
{
	deadline = at;
	program();
}

void ukplat_timer_set_handler(void (*handler)(void))
{
	timer_handler = handler;
}

/* The line stays raised until the timer is set anew or off. */
void clock_timer_interrupt(void)
{
	if (ukplat_clock_monotonic() < deadline) {
		program();
		return;
	}
	deadline = UKPLAT_NEVER;
	program();
	if (timer_handler)
		timer_handler();
}
