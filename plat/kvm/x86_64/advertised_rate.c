/* SPDX-License-Identifier: BSD-3-Clause */
/* The rate of the cycle counter as CPUID tells it: no measurement is needed then. */
#include "advertised_rate.h"

/* What the clock's arithmetic is right for; anything else is a hypervisor that errs. */
#define HZ_MIN UINT64_C(63000000)
#define HZ_MAX UINT64_C(100000000000)

/* Intel SDM volume 2, CPUID leaf 1: a hypervisor is present, so that its leaves mean something. */
#define CPUID_1_ECX_HYPERVISOR UK_BIT(31)

void advertised_leaves_read(struct advertised_leaves *leaves)
{
	leaves->crystal = ukarch_cpuid(0x15, 0);
	leaves->frequency = ukarch_cpuid(0x16, 0);
	leaves->hypervisor = (struct ukarch_cpuid){ 0 };
	if (ukarch_cpuid(1, 0).ecx & CPUID_1_ECX_HYPERVISOR)
		leaves->hypervisor = ukarch_cpuid(0x40000010, 0);
}

static uint64_t sane(uint64_t hz)
{
	return hz >= HZ_MIN && hz <= HZ_MAX ? hz : 0;
}

/* The counter runs at crystal * EBX / EAX; ECX is the crystal's Hz, 0 where it is not told. */
static uint64_t by_crystal(const struct ukarch_cpuid *leaf)
{
	if (leaf->eax == 0 || leaf->ebx == 0 || leaf->ecx == 0)
		return 0;
	return sane((uint64_t)leaf->ecx * leaf->ebx / leaf->eax);
}

uint64_t advertised_rate(const struct advertised_leaves *leaves)
{
	uint64_t hz = sane((uint64_t)leaves->hypervisor.eax * 1000);

	return hz ? hz : by_crystal(&leaves->crystal);
}

uint64_t advertised_rate_nominal(const struct advertised_leaves *leaves)
{
	/* Bits 15 to 0 of EAX: the base frequency in MHz, at which the counter nominally runs. */
	return sane((uint64_t)(leaves->frequency.eax & 0xffff) * 1000000);
}
