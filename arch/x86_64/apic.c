/* SPDX-License-Identifier: BSD-3-Clause */
/* The local APIC (Intel SDM volume 3, chapter 10). */
#include <uk/arch/cpu.h>
#include <uk/isa/apic.h>
#include <uk/isa/cpuid.h>
#include <uk/isa/msr.h>

/* Register numbers: times 16 they are offsets (table 10-1), plus 0x800 they are MSRs (table 10-6). */
enum {
	ID = 0x02,
	TASK_PRIORITY = 0x08,
	EOI = 0x0b,
	SPURIOUS = 0x0f,
	LVT_TIMER = 0x32,
	LVT_LINT0 = 0x35,
	LVT_LINT1 = 0x36,
	LVT_ERROR = 0x37,
	TIMER_INITIAL = 0x38,
	TIMER_CURRENT = 0x39,
	TIMER_DIVIDE = 0x3e,
};

enum {
	BASE_ENABLE = 1 << 11,
	BASE_X2APIC = 1 << 10,
	SOFTWARE_ENABLE = 1 << 8,
	LVT_MASKED = 1 << 16,
	TIMER_ONE_SHOT = 0 << 17,
	TIMER_PERIODIC = 1 << 17,
	DIVIDE_BY_1 = 0xb,
	CPUID_1_ECX_X2APIC = 1 << 21,
};

/* NULL: by MSR. */
static volatile uint8_t *apic;

static uint32_t apic_read(unsigned int reg)
{
	if (!apic)
		return (uint32_t)ukarch_msr_read(UKARCH_MSR_X2APIC + reg);
	return ukarch_mmio_read32(apic + reg * 16);
}

static void apic_write(unsigned int reg, uint32_t value)
{
	if (!apic)
		ukarch_msr_write(UKARCH_MSR_X2APIC + reg, value);
	else
		ukarch_mmio_write32(apic + reg * 16, value);
}

uint64_t ukarch_apic_phys(void)
{
	return UK_ALIGN_DOWN(ukarch_msr_read(UKARCH_MSR_APIC_BASE), UK_PAGE_SIZE);
}

void ukarch_apic_init(volatile void *registers, unsigned int spurious)
{
	uint64_t base = ukarch_msr_read(UKARCH_MSR_APIC_BASE) | BASE_ENABLE;

	apic = registers;
	if (ukarch_cpuid(1, 0).ecx & CPUID_1_ECX_X2APIC) {
		base |= BASE_X2APIC;
		apic = NULL;
	}
	ukarch_msr_write(UKARCH_MSR_APIC_BASE, base);
	apic_write(TASK_PRIORITY, 0);
	apic_write(LVT_TIMER, LVT_MASKED);
	apic_write(LVT_LINT0, LVT_MASKED);
	apic_write(LVT_LINT1, LVT_MASKED);
	apic_write(LVT_ERROR, LVT_MASKED);
	apic_write(SPURIOUS, SOFTWARE_ENABLE | spurious);
}

uint32_t ukarch_apic_id(void)
{
	return apic ? apic_read(ID) >> 24 : apic_read(ID);
}

void ukarch_apic_eoi(void)
{
	apic_write(EOI, 0);
}

void ukarch_apic_timer_init(unsigned int vector, bool repeat)
{
	apic_write(TIMER_DIVIDE, DIVIDE_BY_1);
	apic_write(LVT_TIMER, vector | (repeat ? TIMER_PERIODIC : TIMER_ONE_SHOT));
}

void ukarch_apic_timer_count(uint32_t count)
{
	apic_write(TIMER_INITIAL, count);
}

uint32_t ukarch_apic_timer_left(void)
{
	return apic_read(TIMER_CURRENT);
}
