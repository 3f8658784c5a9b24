/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading the battery-backed clock. */
#include <uk/isa/port.h>

#include "wall.h"

enum {
	CMOS_INDEX = 0x70,
	CMOS_DATA = 0x71,
	SECONDS = 0,
	MINUTES = 2,
	HOURS = 4,
	DAY = 7,
	MONTH = 8,
	YEAR = 9,
	STATUS_A = 10,
	STATUS_B = 11,
	ABSENT = 0xff,
	UPDATE_IN_PROGRESS = 0x80,
	/* An update takes two milliseconds, a look at least a microsecond; give up after ten times that. */
	LOOKS = 20000,
};

static uint8_t cmos_read(uint8_t reg)
{
	ukarch_port_write8(CMOS_INDEX, reg);
	return ukarch_port_read8(CMOS_DATA);
}

uint64_t wall_read(void)
{
	for (int looks = 0; looks < LOOKS; looks++) {
		struct wall_registers registers;
		uint8_t status = cmos_read(STATUS_A);

		if (status == ABSENT)
			return 0;
		if (status & UPDATE_IN_PROGRESS)
			continue;
		registers = (struct wall_registers){
			.seconds = cmos_read(SECONDS),
			.minutes = cmos_read(MINUTES),
			.hours = cmos_read(HOURS),
			.day = cmos_read(DAY),
			.month = cmos_read(MONTH),
			.year = cmos_read(YEAR),
			.control = cmos_read(STATUS_B),
		};
		/* No update began meanwhile: all of it belongs together. */
		if (!(cmos_read(STATUS_A) & UPDATE_IN_PROGRESS) &&
		    cmos_read(SECONDS) == registers.seconds)
			return wall_convert(&registers);
	}
	return 0;
}
