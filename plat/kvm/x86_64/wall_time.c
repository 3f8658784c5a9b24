/* SPDX-License-Identifier: BSD-3-Clause */
/* What the registers of the battery-backed clock mean. */
#include "wall.h"

enum {
	CONTROL_24_HOURS = 0x02,
	CONTROL_BINARY = 0x04,
	HOURS_PM = 0x80,
	/* From 1970-01-01 to 2000-03-01: years are counted from March, so that leap days end them. */
	DAYS_1970_TO_2000_03 = 11017,
};

/* -1 for what is no number in binary-coded decimal. */
static int decode(uint8_t value, bool binary)
{
	if (binary)
		return value;
	if ((value & 15) > 9 || value >> 4 > 9)
		return -1;
	return (value >> 4) * 10 + (value & 15);
}

static int decode_hours(uint8_t value, uint8_t control)
{
	int hours;

	if (control & CONTROL_24_HOURS)
		return decode(value, control & CONTROL_BINARY);
	hours = decode(value & ~HOURS_PM, control & CONTROL_BINARY);
	if (hours < 1 || hours > 12)
		return -1;
	return hours % 12 + (value & HOURS_PM ? 12 : 0);
}

static bool within(int value, int low, int high)
{
	return value >= low && value <= high;
}

uint64_t wall_convert(const struct wall_registers *registers)
{
	bool binary = registers->control & CONTROL_BINARY;
	int seconds = decode(registers->seconds, binary);
	int minutes = decode(registers->minutes, binary);
	int hours = decode_hours(registers->hours, registers->control);
	int day = decode(registers->day, binary);
	int month = decode(registers->month, binary);
	int year = decode(registers->year, binary);
	int from_march, days;

	/* 60 is a leap second. */
	if (!within(seconds, 0, 60) || !within(minutes, 0, 59) || !within(hours, 0, 23) ||
	    !within(day, 1, 31) || !within(month, 1, 12) || !within(year, 0, 99))
		return 0;
	from_march = (month + 9) % 12;
	year -= month < 3;
	/* 153 days are five months from March or August on; year -1 is 1999, no leap day before it ends. */
	days = year * 365 + (year + 4) / 4 - 1 + (from_march * 153 + 2) / 5 + day - 1;
	return ((uint64_t)(DAYS_1970_TO_2000_03 + days) * 24 + (unsigned int)hours) * 3600 +
	       (unsigned int)minutes * 60 + (unsigned int)seconds;
}
