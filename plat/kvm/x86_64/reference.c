/* SPDX-License-Identifier: BSD-3-Clause */
/* Reference counters: HPET and PIT. */
#include <uk/arch/cpu.h>
#include <uk/isa/port.h>
#include <uk/plat/memory.h>

#include "reference.h"

/* IA-PC HPET specification 1.0a, 2.3. */
enum {
	HPET_PHYS = 0xfed00000,
	HPET_SIZE = 0x400,
	HPET_PERIOD = 0x04, /* femtoseconds */
	HPET_PERIOD_MAX = 100000000,
	HPET_CONFIG = 0x10,
	HPET_CONFIG_ENABLE = 1,
	HPET_COUNTER = 0xf0,
};

/* Intel 8254 data sheet: counter 0, both bytes, mode 0, which does not begin again at its end. */
enum {
	PIT_HZ = 1193182,
	PIT_PERIOD = 0x10000,
	PIT_COUNTER = 0x40,
	PIT_CONTROL = 0x43,
	PIT_MODE_0 = 0x30,
	PIT_READ_BACK = 0xc2, /* latch status and count of counter 0 */
	PIT_STATUS_MODE = 0x3f,
	PIT_STATUS_OUT = 0x80, /* the end was reached */
};

static volatile uint8_t *hpet;

static void sample_time(struct clock_sample *sample, uint64_t before, uint64_t after)
{
	sample->doubt = (after - before) / 2;
	sample->cycles = before + sample->doubt;
}

static bool hpet_start(struct clock_rate *rate)
{
	uint32_t period;

	hpet = ukplat_map_device(HPET_PHYS, HPET_SIZE);
	period = hpet ? ukarch_mmio_read32(hpet + HPET_PERIOD) : 0;
	if (period == 0 || period > HPET_PERIOD_MAX)
		return false;
	rate->tick_hz = UINT64_C(1000000000000000) / period;
	rate->period = UINT64_C(1) << 32;
	ukarch_mmio_write32(hpet + HPET_CONFIG, HPET_CONFIG_ENABLE);
	return true;
}

static bool hpet_read(struct clock_sample *sample, bool first)
{
	uint64_t before = ukarch_cycles();

	(void)first;
	sample->ticks = ukarch_mmio_read32(hpet + HPET_COUNTER);
	sample_time(sample, before, ukarch_cycles());
	return true;
}

static uint8_t pit_latch(struct clock_sample *sample)
{
	uint64_t before = ukarch_cycles();
	uint8_t status;
	uint16_t left;

	ukarch_port_write8(PIT_CONTROL, PIT_READ_BACK);
	sample_time(sample, before, ukarch_cycles());
	status = ukarch_port_read8(PIT_COUNTER);
	left = ukarch_port_read8(PIT_COUNTER);
	left |= (uint16_t)(ukarch_port_read8(PIT_COUNTER) << 8);
	sample->ticks = (uint16_t)-left;
	return status;
}

static bool pit_start(struct clock_rate *rate)
{
	struct clock_sample ignored;

	ukarch_port_write8(PIT_CONTROL, PIT_MODE_0);
	ukarch_port_write8(PIT_COUNTER, 0);
	ukarch_port_write8(PIT_COUNTER, 0);
	rate->tick_hz = PIT_HZ;
	rate->period = PIT_PERIOD;
	return (pit_latch(&ignored) & PIT_STATUS_MODE) == PIT_MODE_0;
}

static bool pit_read(struct clock_sample *sample, bool first)
{
	uint8_t status = pit_latch(sample);

	return !first || !(status & PIT_STATUS_OUT);
}

const struct reference reference_hpet = { hpet_start, hpet_read };
const struct reference reference_pit = { pit_start, pit_read };
