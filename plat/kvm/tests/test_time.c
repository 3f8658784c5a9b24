/* SPDX-License-Identifier: BSD-3-Clause */
/* The arithmetic of kvmclock and of the battery-backed clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include <common/pvclock.h>

#include "x86_64/wall.h"

static void converts_cycles(void **state)
{
	/* 2 GHz: half a nanosecond a cycle, as KVM writes it. */
	struct ukplat_pvclock time = {
		.tsc_timestamp = 1000,
		.system_time = 5000,
		.tsc_to_system_mul = 0x80000000,
		.tsc_shift = 0,
	};

	(void)state;
	assert_int_equal(ukplat_pvclock_convert(&time, 3000), 6000);
	assert_int_equal(ukplat_pvclock_convert(&time, 1000), 5000);
	/* Read before the hypervisor moved the timestamp on. */
	assert_int_equal(ukplat_pvclock_convert(&time, 900), 5000);
	time.tsc_shift = -1;
	assert_int_equal(ukplat_pvclock_convert(&time, 3000), 5500);
	time.tsc_shift = 1;
	assert_int_equal(ukplat_pvclock_convert(&time, 3000), 7000);
	/* An hour at 4 GHz must not overflow. */
	time.tsc_shift = -1;
	assert_int_equal(ukplat_pvclock_convert(&time, 1000 + UINT64_C(14400000000000)),
			 5000 + UINT64_C(3600000000000));
}

static void copies_when_nobody_writes(void **state)
{
	struct ukplat_pvclock shared = { .version = 4, .tsc_timestamp = 7, .system_time = 8 };
	struct ukplat_pvclock copy = { 0 };

	(void)state;
	assert_true(ukplat_pvclock_copy(&shared, &copy));
	assert_int_equal(copy.tsc_timestamp, 7);
	assert_int_equal(copy.system_time, 8);
	/* A hypervisor that never ends writing does not hang the image. */
	shared.version = 5;
	assert_false(ukplat_pvclock_copy(&shared, &copy));
}

static uint8_t bcd(int value)
{
	return (uint8_t)(value / 10 << 4 | value % 10);
}

static struct wall_registers registers_of(time_t seconds, bool binary, bool hours_24)
{
	struct tm tm;
	uint8_t (*code)(int) = bcd;
	struct wall_registers registers;
	int hours;

	gmtime_r(&seconds, &tm);
	hours = hours_24 ? tm.tm_hour : (tm.tm_hour + 11) % 12 + 1;
	registers = (struct wall_registers){
		.seconds = code(tm.tm_sec),
		.minutes = code(tm.tm_min),
		.hours = code(hours),
		.day = code(tm.tm_mday),
		.month = code(tm.tm_mon + 1),
		.year = code(tm.tm_year - 100),
		.control = hours_24 ? 2 : 0,
	};
	if (binary)
		registers = (struct wall_registers){
			.seconds = (uint8_t)tm.tm_sec,
			.minutes = (uint8_t)tm.tm_min,
			.hours = (uint8_t)hours,
			.day = (uint8_t)tm.tm_mday,
			.month = (uint8_t)(tm.tm_mon + 1),
			.year = (uint8_t)(tm.tm_year - 100),
			.control = (uint8_t)(registers.control | 4),
		};
	if (!hours_24 && tm.tm_hour >= 12)
		registers.hours |= 0x80;
	return registers;
}

/* Every day of the century, at an hour that wanders, in all four notations. */
static void agrees_with_the_host(void **state)
{
	const time_t start = 946684800, end = 4102444800;

	(void)state;
	for (time_t now = start; now < end; now += 86400 + 3607) {
		for (int notation = 0; notation < 4; notation++) {
			struct wall_registers registers =
				registers_of(now, notation & 1, notation & 2);

			assert_int_equal(wall_convert(&registers), now);
		}
	}
}

static void refuses_nonsense(void **state)
{
	const struct wall_registers good = registers_of(1700000000, false, true);
	struct wall_registers bad = good;

	(void)state;
	assert_int_equal(wall_convert(&good), 1700000000);
	bad.seconds = 0x61;
	assert_int_equal(wall_convert(&bad), 0);
	bad = good;
	bad.minutes = 0x5a;
	assert_int_equal(wall_convert(&bad), 0);
	bad = good;
	bad.hours = 0x24;
	assert_int_equal(wall_convert(&bad), 0);
	bad = good;
	bad.day = 0;
	assert_int_equal(wall_convert(&bad), 0);
	bad = good;
	bad.month = 0x13;
	assert_int_equal(wall_convert(&bad), 0);
	bad = good;
	bad.year = 0xff;
	assert_int_equal(wall_convert(&bad), 0);
	bad = good;
	bad.control = 0;
	bad.hours = 0;
	assert_int_equal(wall_convert(&bad), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(converts_cycles),
		cmocka_unit_test(copies_when_nobody_writes),
		cmocka_unit_test(agrees_with_the_host),
		cmocka_unit_test(refuses_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
