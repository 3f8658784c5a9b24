/* SPDX-License-Identifier: BSD-3-Clause */
/* The paravirtual clock of KVM. */
#include <uk/arch/cpu.h>
#include <uk/isa/cpuid.h>
#include <uk/isa/msr.h>
#include <uk/plat/memory.h>

#include <common/pvclock.h>

#include "kvmclock.h"

enum {
	LEAF_SIGNATURE = 0x40000000,
	LEAF_FEATURES = 0x40000001,
	FEATURE_CLOCKSOURCE2 = 1 << 3,
	MSR_WALL_CLOCK_NEW = 0x4b564d00,
	MSR_SYSTEM_TIME_NEW = 0x4b564d01,
	SYSTEM_TIME_ENABLE = 1,

	SIGNATURE_KVM = 0x4b4d564b, /* "KVMK", of KVMKVMKVM */
	SIGNATURE_TCG = 0x54474354, /* "TCGT", of TCGTCGTCGTCG */
};

/* Written by the hypervisor. Aligned, so that neither crosses a page. */
static struct ukplat_pvclock shared_time __attribute__((aligned(64)));
static struct kvmclock_wall shared_wall __attribute__((aligned(16)));

/* The last good copy. */
static struct ukplat_pvclock time;

static uint32_t signature(void)
{
	/* Another leaf may be returned for one above the highest; hypervisors set bit 31 of ECX. */
	return ukarch_cpuid(1, 0).ecx >> 31 ? ukarch_cpuid(LEAF_SIGNATURE, 0).ebx : 0;
}

bool kvmclock_apic_known(void)
{
	uint32_t name = signature();

	return name == SIGNATURE_KVM || name == SIGNATURE_TCG;
}

bool kvmclock_init(void)
{
	if (signature() != SIGNATURE_KVM ||
	    !(ukarch_cpuid(LEAF_FEATURES, 0).eax & FEATURE_CLOCKSOURCE2))
		return false;
	ukarch_msr_write(MSR_SYSTEM_TIME_NEW,
			 ukplat_virt_to_phys(&shared_time) | SYSTEM_TIME_ENABLE);
	return ukplat_pvclock_copy(&shared_time, &time) && time.tsc_to_system_mul != 0;
}

uint64_t kvmclock_monotonic(void)
{
	ukplat_pvclock_copy(&shared_time, &time);
	return ukplat_pvclock_convert(&time, ukarch_cycles());
}

uint64_t kvmclock_wall_base(void)
{
	const volatile struct kvmclock_wall *wall = &shared_wall;

	/* The hypervisor has written it when the write of the register returns. */
	ukarch_msr_write(MSR_WALL_CLOCK_NEW, ukplat_virt_to_phys(&shared_wall));
	return wall->seconds * UK_NSEC_PER_SEC + wall->nanoseconds;
}
