/* SPDX-License-Identifier: BSD-3-Clause */
/* The monotonic clock: kvmclock, or a cycle counter whose rate CPUID tells or is refined while it runs. */
#include <uk/bits.h>
#include <uk/arch/cpu.h>
#include <uk/isa/apic.h>
#include <uk/plat/clock.h>
#include <uk/plat/irq.h>

#include "advertised_rate.h"
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
	APIC_HZ_MIN = 1000000,
	/* No shorter a count repeats. */
	REPEAT_MIN = 10000,
	FIRST_TRIES = 8,
	/* When even that gave no rate: something to go on with, until the reference gives a better one. */
	FALLBACK_HZ = 2000000000,
	FALLBACK_ERROR = 100000000,
};

/* Between two looks at the reference. */
static const uint64_t wait_first = UK_NSEC_PER_MSEC, wait_max = 2 * UK_NSEC_PER_SEC;

static enum { SOURCE_KVMCLOCK, SOURCE_ADVERTISED, SOURCE_REFERENCE, SOURCE_APIC } source;
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
static struct clock_sample apic_start;

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
		ukarch_apic_timer_init(VECTOR_TIMER, false);
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

static void read_apic(struct clock_sample *sample)
{
	uint64_t before = ukarch_cycles();

	sample->ticks = apic_count - ukarch_apic_timer_left();
	sample->doubt = (ukarch_cycles() - before) / 2;
	sample->cycles = before + sample->doubt;
}

/*
 * While it is the reference too, the local APIC's timer repeats its count, so that it can be read after
 * it has fired; every new count starts a new measurement.
 */
static bool apic_measures(void)
{
	return source == SOURCE_APIC && refine_at != UKPLAT_NEVER;
}

static void refine_by_apic(uint64_t now)
{
	struct clock_sample sample;

	read_apic(&sample);
	refine(&sample);
	wait_longer(now);
}

static void apic_arm(uint32_t count)
{
	if (apic_measures())
		count = uk_max(count, (uint32_t)REPEAT_MIN);
	ukarch_apic_timer_count(count);
	apic_count = count;
	if (apic_measures()) {
		rate.period = count;
		read_apic(&rate.start);
	}
}

/* Fire when it is time for the owner, or for the next look at the reference. */
static void program(void)
{
	uint64_t now = ukplat_clock_monotonic(), at, delta;

	if (apic_measures())
		refine_by_apic(now);
	at = uk_min(deadline, refine_at);
	if (at == UKPLAT_NEVER) {
		apic_arm(0);
		return;
	}
	/* Rounded up; what is too long for the counter is done in parts. */
	delta = uk_min(at > now ? at - now : 0, 4 * UK_NSEC_PER_SEC);
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
	if (ukplat_clock_monotonic() < deadline) {
		program();
		return;
	}
	deadline = UKPLAT_NEVER;
	if (handler)
		handler();
	/* Unless the handler has: somebody must look at the reference. */
	if (deadline == UKPLAT_NEVER && refine_at != UKPLAT_NEVER)
		program();
}

/* Choose what to measure by, and look at it for the first time; nothing waits. */
void clock_start(void)
{
	static const struct reference *const references[] = { &reference_pit, &reference_hpet };
	struct advertised_leaves leaves;

	base_cycles = ukarch_cycles();
	if (kvmclock_init())
		return;
	advertised_leaves_read(&leaves);
	rate.hz = advertised_rate(&leaves);
	if (rate.hz) {
		source = SOURCE_ADVERTISED;
		rate.start.cycles = base_cycles;
		return;
	}
	for (size_t i = 0; i < UK_ARRAY_SIZE(references); i++) {
		reference = references[i];
		if (reference->start(&rate) && reference->read(&rate.start, true)) {
			source = SOURCE_REFERENCE;
			return;
		}
	}
	source = SOURCE_APIC;
	rate.tick_hz = VIRTUAL_APIC_HZ;
	rate.period = UINT32_MAX;
}

/* Counts until clock_init(), which learns from it. */
void clock_timer_init(void)
{
	ukarch_apic_timer_init(VECTOR_TIMER, source == SOURCE_APIC);
	apic_count = UINT32_MAX;
	ukarch_apic_timer_count(apic_count);
	read_apic(&apic_start);
	if (source == SOURCE_APIC)
		rate.start = apic_start;
}

/* A first rate from what has passed since the start. */
static bool first_rate(void)
{
	struct clock_sample sample;

	for (int i = 0; i < FIRST_TRIES; i++) {
		if (source == SOURCE_APIC) {
			read_apic(&sample);
		} else if (!reference->read(&sample, true)) {
			/* It has ended meanwhile, the machine being busy: once more. */
			reference->start(&rate);
			reference->read(&rate.start, true);
			continue;
		}
		if (clock_rate_first(&rate, &sample))
			return true;
	}
	return false;
}

/* Known for the machines of KVM and QEMU, else measured by the cycle counter. */
static uint64_t apic_hz(void)
{
	struct clock_sample sample;
	uint64_t hz;

	if (source == SOURCE_KVMCLOCK || source == SOURCE_APIC || kvmclock_apic_known())
		return VIRTUAL_APIC_HZ;
	read_apic(&sample);
	hz = clock_mul_div(sample.ticks - apic_start.ticks, rate.hz,
			   sample.cycles - apic_start.cycles + 1);
	return uk_min(uk_max(hz, (uint64_t)APIC_HZ_MIN), (uint64_t)UINT32_MAX);
}

/* When no look gave one: what the CPU is sold as, or something to go on with. */
static void assume_rate(void)
{
	struct advertised_leaves leaves;

	advertised_leaves_read(&leaves);
	rate.hz = advertised_rate_nominal(&leaves);
	if (!rate.hz)
		rate.hz = FALLBACK_HZ;
	rate.error = FALLBACK_ERROR;
}

static void start_refining(void)
{
	if (!first_rate())
		assume_rate();
	refine_wait = wait_first;
	refine_at = wait_first;
}

void clock_init(void)
{
	if (source == SOURCE_REFERENCE || source == SOURCE_APIC)
		start_refining();
	if (source != SOURCE_KVMCLOCK) {
		base_cycles = rate.start.cycles;
		use_rate(base_cycles);
	}
	apic_multiplier = (uint32_t)((apic_hz() << APIC_SHIFT) / UK_NSEC_PER_SEC);
	program();
}
