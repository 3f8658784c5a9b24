/* SPDX-License-Identifier: BSD-3-Clause */
/* The rate of the cycle counter as CPUID tells it, where it does. */
#ifndef UK_KVM_ADVERTISED_RATE_H
#define UK_KVM_ADVERTISED_RATE_H

#include <uk/isa/cpuid.h>

struct advertised_leaves {
	/* Intel SDM volume 2, CPUID: counter and crystal; the processor's frequencies. */
	struct ukarch_cpuid crystal;   /* 0x15 */
	struct ukarch_cpuid frequency; /* 0x16 */
	/* QEMU's and VMware's "timing information": kHz of the counter in EAX. */
	struct ukarch_cpuid hypervisor; /* 0x40000010 */
};

/* This CPU's leaves, all zero where it has none. Context: any. */
void advertised_leaves_read(struct advertised_leaves *leaves);

/* Hz to rely on, or 0: nothing is told, or nothing sane. Context: any. */
uint64_t advertised_rate(const struct advertised_leaves *leaves);

/* Hz to begin with, good to a percent, or 0. Context: any. */
uint64_t advertised_rate_nominal(const struct advertised_leaves *leaves);

#endif
