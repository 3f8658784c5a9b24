/* SPDX-License-Identifier: BSD-3-Clause */
/* The time of day, by its version protocol (Xen public headers, xen.h: struct shared_info). */
#include <uk/arch/cpu.h>
#include <uk/bits.h>
#include <uk/plat/clock.h>

#include "xen.h"

enum { WALL_TRIES = 1000 };

uint64_t xen_wall_base(void)
{
	const volatile struct shared_info *shared = &xen_shared;

	for (int i = 0; i < WALL_TRIES; i++) {
		uint32_t version = shared->wc_version;
		uint64_t seconds, nanoseconds;

		/* Both pair with Xen's, which makes the version odd, writes, makes it even. */
		ukarch_rmb();
		seconds = (uint64_t)shared->wc_sec_hi << 32 | shared->wc_sec;
		nanoseconds = shared->wc_nsec;
		ukarch_rmb();
		if (!(version & 1) && version == shared->wc_version)
			return seconds * UK_NSEC_PER_SEC + nanoseconds;
		ukarch_pause();
	}
	return 0;
}
