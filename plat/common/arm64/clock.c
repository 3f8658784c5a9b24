/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual counter and its timer (Arm ARM, CNTV_CVAL_EL0, CNTV_CTL_EL0). */
#include <uk/arch/cpu.h>
#include <uk/bits.h>
#include <uk/plat/clock.h>

#include <common/counter.h>

enum {
	TIMER_ENABLE = 1,
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

bool ukplat_counter_init(void)
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

static uint64_t nanoseconds(uint64_t count)
{
	return count * whole + uk_mul_shift(count, fraction, SHIFT);
}

uint64_t ukplat_clock_monotonic(void)
{
	return nanoseconds(ukarch_cycles() - start_count);
}

uint64_t ukplat_counter_at_boot(void)
{
	return nanoseconds(start_count);
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
void ukplat_counter_interrupt(void)
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
