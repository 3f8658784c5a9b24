/* SPDX-License-Identifier: BSD-3-Clause */
/* The paravirtual clock of KVM (Linux, Documentation/virt/kvm/x86/msr.rst and cpuid.rst). */
#ifndef UK_KVM_KVMCLOCK_H
#define UK_KVM_KVMCLOCK_H

#include <uk/base.h>

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

#endif
