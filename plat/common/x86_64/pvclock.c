/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading the hypervisor's time: version protocol and arithmetic. */
#include <uk/bits.h>
#include <uk/arch/cpu.h>

#include <common/pvclock.h>

enum { TRIES = 1000 };

uint64_t ukplat_pvclock_convert(const struct ukplat_pvclock *time, uint64_t cycles)
{
	uint64_t delta = cycles > time->tsc_timestamp ? cycles - time->tsc_timestamp : 0;

	if (time->tsc_shift >= 0)
		delta <<= time->tsc_shift & 63;
	else
		delta >>= -time->tsc_shift & 63;
	return time->system_time + uk_mul_shift(delta, time->tsc_to_system_mul, 32);
}

bool ukplat_pvclock_copy(const volatile struct ukplat_pvclock *shared, struct ukplat_pvclock *copy)
{
	for (int i = 0; i < TRIES; i++) {
		uint32_t version = shared->version;

		/* Both pair with the hypervisor's, which makes the version odd, writes, makes it even. */
		ukarch_rmb();
		copy->tsc_timestamp = shared->tsc_timestamp;
		copy->system_time = shared->system_time;
		copy->tsc_to_system_mul = shared->tsc_to_system_mul;
		copy->tsc_shift = shared->tsc_shift;
		ukarch_rmb();
		if (!(version & 1) && version == shared->version)
			return true;
		ukarch_pause();
	}
	return false;
}
