/* SPDX-License-Identifier: BSD-3-Clause */
/* The time that Xen and KVM keep for a virtual CPU (Xen public headers, xen.h: struct vcpu_time_info). */
#ifndef UK_COMMON_PVCLOCK_H
#define UK_COMMON_PVCLOCK_H

#include <uk/base.h>

/* What the hypervisor keeps up to date; an odd version says that it is writing. */
struct ukplat_pvclock {
	uint32_t version;
	uint32_t padding;
	uint64_t tsc_timestamp;
	uint64_t system_time;
	uint32_t tsc_to_system_mul;
	int8_t tsc_shift;
	uint8_t flags;
	uint8_t padding2[2];
};

_Static_assert(sizeof(struct ukplat_pvclock) == 32, "struct vcpu_time_info");

/**
 * ukplat_pvclock_convert() - system time at a count of cycles.
 * @time:   as the hypervisor wrote it.
 * @cycles: not before its timestamp; earlier ones count as it.
 */
UK_API uint64_t ukplat_pvclock_convert(const struct ukplat_pvclock *time, uint64_t cycles);

/* Copy @shared whole: false when it was being written during a bounded number of tries. */
UK_API bool ukplat_pvclock_copy(const volatile struct ukplat_pvclock *shared,
				struct ukplat_pvclock *copy);

#endif
