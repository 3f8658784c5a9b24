/* SPDX-License-Identifier: BSD-3-Clause */
/* The monotonic clock, from kvmclock or from a cycle counter whose rate is refined while it runs. */
#include <uk/bits.h>
#include <uk/arch/cpu.h>
#include <uk/isa/apic.h>
#include <uk/plat/clock.h>
#include <uk/plat/irq.h>

#include "kvm.h"
#include "kvmclock.h"
#include "reference.h"
#include "wall.h"

enum {
	/* Nanoseconds are cycles * multiplier >> this: right for counters of 63 MHz and more. */
	RATE_SHIFT = 28,
	APIC_SHIFT = 20,
	/* Parts in 10^9: good enough, the reference is not looked at any more. */
	ERROR_GOAL = 20000,
	/* The local APIC of QEMU's and KVM's guests counts nanoseconds. */
	VIRTUAL_APIC_HZ = 1000000000,
	FIRST_TRIES = 8,
};

/* Between two looks at the reference. */
static const uint64_t wait_first = UK_NSEC_PER_MSEC, wait_max = 2 * UK_NSEC_PER_SEC;

static enum { SOURCE_KVMCLOCK, SOURCE_REFERENCE, SOURCE_APIC } source;
static const struct reference *reference;
static struct clock_rate rate;

/* Time is base_ns at base_cycles. */
static uint64_t base_cycles, base_ns;
static uint32_t multiplier;
static uint64_t last_ns;

/* The next look at the reference; UKPLAT_NEVER once the rate is good. */
static uint64_t refine_at = UKPLAT_NEVER;
static uint64_t refine_wait;

static uint64_t deadline = UKPLAT_NEVER;
static void (*handler)(void);
/* Nanoseconds to bus cycles of the local APIC. */
static uint32_t apic_multiplier;
static uint32_t apic_count;

static uint64_t scale(uint64_t cycles)
{
	/* The counter may have been set back, by a restore of the machine: time stands still then. */
	uint64_t delta = cycles > base_cycles ? cycles - base_cycles : 0;

	return base_ns + uk_mul_shift(delta, multiplier, RATE_SHIFT);
}

/* Go on at the rate that is known now, from where the old one has led: time does not jump. */
static void use_rate(uint64_t cycles)
{
	base_ns = scale(cycles);
	base_cycles = cycles;
	multiplier = (uint32_t)((UK_NSEC_PER_SEC << RATE_SHIFT) / rate.hz);
}

static void wait_longer(uint64_t now)
{
	if (rate.error <= ERROR_GOAL) {
		refine_at = UKPLAT_NEVER;
		return;
	}
	refine_at = now + refine_wait;
	refine_wait = uk_min(refine_wait * 4, wait_max);
}

static void refine(const struct clock_sample *sample)
{
	uint64_t start = rate.start.cycles;

	if (clock_rate_refine(&rate, sample))
		use_rate(sample->cycles);
	else if (rate.start.cycles != start)
		refine_wait = wait_first;
}

static void refine_by_reference(uint64_t now)
{
	struct clock_sample sample;

	if (reference->read(&sample, false))
		refine(&sample);
	wait_longer(now);
}

uint64_t ukplat_clock_monotonic(void)
{
	bool enabled = ukplat_irq_save();
	uint64_t now;

	if (source == SOURCE_KVMCLOCK) {
		now = kvmclock_monotonic();
	} else {
		now = scale(ukarch_cycles());
		if (source == SOURCE_REFERENCE && now >= refine_at)
			refine_by_reference(now);
	}
	last_ns = uk_max(last_ns, now);
	now = last_ns;
	ukplat_irq_restore(enabled);
	return now;
}

uint64_t ukplat_clock_wall(void)
{
	static uint64_t offset;
	static bool known;

	if (!known) {
		uint64_t now = ukplat_clock_monotonic();

		known = true;
		if (source == SOURCE_KVMCLOCK)
			offset = kvmclock_wall_base();
		else
			offset = wall_read() * UK_NSEC_PER_SEC;
		if (offset && source != SOURCE_KVMCLOCK)
			offset -= now;
	}
	return offset ? offset + ukplat_clock_monotonic() : 0;
}

/* A look at the local APIC's count, which repeats while the rate is being refined by it. */
static void refine_by_apic(void)
{
	struct clock_sample sample;
	uint64_t before = ukarch_cycles();

	sample.ticks = apic_count - ukarch_apic_timer_left();
	sample.doubt = (ukarch_cycles() - before) / 2;
	sample.cycles = before + sample.doubt;
	refine(&sample);
}

static void apic_arm(uint32_t count)
{
	uint64_t before;

	if (source == SOURCE_APIC && refine_at != UKPLAT_NEVER && apic_count)
		refine_by_apic();
	before = ukarch_cycles();
	ukarch_apic_timer_count(count);
	apic_count = count;
	if (source == SOURCE_APIC) {
		rate.start.doubt = (ukarch_cycles() - before) / 2;
		rate.start.cycles = before + rate.start.doubt;
		rate.start.ticks = 0;
		rate.period = count;
	}
}

/* Fire when it is time for the owner, or for the next look at the reference. */
static void program(void)
{
	uint64_t now = ukplat_clock_monotonic();
	uint64_t at = uk_min(deadline, refine_at);
	uint64_t delta = at > now ? at - now : 0;

	if (at == UKPLAT_NEVER) {
		apic_arm(0);
		return;
	}
	/* Rounded up; what is too long for the counter is done in parts. */
	delta = uk_min(delta, 4 * UK_NSEC_PER_SEC);
	apic_arm((uint32_t)uk_min(uk_mul_shift(delta, apic_multiplier, APIC_SHIFT) + 1,
				  (uint64_t)UINT32_MAX));
}

void ukplat_timer_arm(uint64_t at)
{
	deadline = at;
	program();
}

void ukplat_timer_set_handler(void (*function)(void))
{
	handler = function;
}

void clock_timer_interrupt(void)
{
	uint64_t now = ukplat_clock_monotonic();

	if (now < deadline) {
		program();
		return;
	}
	deadline = UKPLAT_NEVER;
	program();
	if (handler)
		handler();
}

static void apic_rate(uint64_t hz)
{
	apic_multiplier = (uint32_t)((hz << APIC_SHIFT) / UK_NSEC_PER_SEC);
}

/* Choose what to measure by, and look at it for the first time; nothing waits. */
void clock_start(void)
{
	base_cycles = ukarch_cycles();
	if (kvmclock_init())
		return;
	source = SOURCE_REFERENCE;
	reference = &reference_pit;
	if (!reference->start(&rate)) {
		reference = &reference_hpet;
		if (!reference->start(&rate))
			source = SOURCE_APIC;
	}
	if (source == SOURCE_REFERENCE)
		reference->read(&rate.start, true);
}

/* A first rate from what has passed since clock_start(). */
static bool first_rate(void)
{
	struct clock_sample sample;

	for (int i = 0; i < FIRST_TRIES; i++) {
		if (!reference->read(&sample, true)) {
			/* It has ended meanwhile, the machine being busy: again, with what time this takes. */
			reference->start(&rate);
			reference->read(&rate.start, true);
		} else if (clock_rate_first(&rate, &sample)) {
			return true;
		}
	}
	return false;
}

void clock_init(void)
{
	apic_rate(VIRTUAL_APIC_HZ);
	if (source == SOURCE_KVMCLOCK)
		return;
	if (source == SOURCE_REFERENCE && first_rate()) {
		base_cycles = rate.start.cycles;
		use_rate(base_cycles);
		refine_wait = wait_first;
		refine_at = wait_first;
	}
}
