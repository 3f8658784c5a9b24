/* SPDX-License-Identifier: BSD-3-Clause */
/* The paravirtual clock of KVM (Linux, Documentation/virt/kvm/x86/msr.rst and cpuid.rst). */
#ifndef UK_KVM_KVMCLOCK_H
#define UK_KVM_KVMCLOCK_H

#include <uk/base.h>

/* What the hypervisor keeps up to date; an odd version says that it is writing. */
struct kvmclock_time {
	uint32_t version;
	uint32_t padding;
	uint64_t tsc_timestamp;
	uint64_t system_time;
	uint32_t tsc_to_system_mul;
	int8_t tsc_shift;
	uint8_t flags;
	uint8_t padding2[2];
};

_Static_assert(sizeof(struct kvmclock_time) == 32, "struct pvclock_vcpu_time_info");

struct kvmclock_wall {
	uint32_t version;
	uint32_t seconds;
	uint32_t nanoseconds;
};

_Static_assert(sizeof(struct kvmclock_wall) == 12, "struct pvclock_wall_clock");

/* Switch it on for this CPU; false when the machine has none. Context: boot. */
bool kvmclock_init(void);

/* Whether KVM, or QEMU emulating, runs this image: their local APICs count nanoseconds. */
bool kvmclock_apic_known(void);

/* Nanoseconds since the machine started. */
uint64_t kvmclock_monotonic(void);

/* Seconds since 1970 in nanoseconds when the machine started. */
uint64_t kvmclock_wall_base(void);

/**
 * kvmclock_convert() - system time at a count of cycles.
 * @time:   as the hypervisor wrote it.
 * @cycles: not before its timestamp; earlier ones count as it.
 */
uint64_t kvmclock_convert(const struct kvmclock_time *time, uint64_t cycles);

/* Copy @shared whole: false when it was being written during a bounded number of tries. */
bool kvmclock_copy(const volatile struct kvmclock_time *shared, struct kvmclock_time *copy);

#endif
