/* SPDX-License-Identifier: BSD-3-Clause */
/* The time of day, by a PL031 (Arm DDI 0224). */
#include <uk/arch/cpu.h>
#include <uk/bits.h>
#include <uk/plat/clock.h>
#include <uk/plat/memory.h>

#include <common/image_start.h>

enum { RTC_DATA = 0, RTC_SIZE = 0x1000 };

uint64_t ukplat_clock_wall(void)
{
	static uint64_t offset;

	if (!offset && ukplat_boot_tree.clock.size) {
		void *rtc = ukplat_map_device(ukplat_boot_tree.clock.phys, RTC_SIZE);
		uint64_t seconds = rtc ? ukarch_mmio_read32((volatile uint8_t *)rtc + RTC_DATA) : 0;

		offset = seconds ? seconds * UK_NSEC_PER_SEC - ukplat_clock_monotonic() : 0;
	}
	return offset ? offset + ukplat_clock_monotonic() : 0;
}
