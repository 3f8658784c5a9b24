/* SPDX-License-Identifier: BSD-3-Clause */
/* The region for grants on Arm64: what is absurd in it is not used. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arm64/grant_region.h"

#define MIB (UINT64_C(1) << 20)

static const struct ukplat_boot_info info = {
	.regions = { { 0x40000000, 64 * MIB, UKPLAT_REGION_FREE },
		     { 0x44000000, 2 * MIB, UKPLAT_REGION_IMAGE } },
	.region_count = 2,
};

static unsigned int check(uint64_t phys, uint64_t size)
{
	const struct ukplat_tree_range range = { phys, size };

	return grant_region_check(&range, &info);
}

static void takes_what_xen_gives(void **state)
{
	(void)state;
	assert_int_equal(check(0x38000000, 16 * MIB), 4096);
	assert_int_equal(check(0x38000000, 288 * 4096), 288);
	/* Beside memory, on both sides. */
	assert_int_equal(check(0x40000000 - 16 * MIB, 16 * MIB), 4096);
	assert_int_equal(check(0x44200000, 2 * MIB), 512);
	/* More than is of use. */
	assert_int_equal(check(0x50000000, UINT64_C(1) << 40), 4096);
}

static void refuses_what_is_absurd(void **state)
{
	(void)state;
	assert_int_equal(check(0, 0), 0);
	assert_int_equal(check(0, 16 * MIB), 0);
	assert_int_equal(check(0x38000000, 0), 0);
	assert_int_equal(check(0x38000000, 288 * 4096 - 1), 0);
	assert_int_equal(check(0x38000800, 16 * MIB), 0);
	assert_int_equal(check(UINT64_MAX - 4095, 16 * MIB), 0);
	assert_int_equal(check(4096, UINT64_MAX), 0);
}

static void refuses_what_lies_in_memory(void **state)
{
	(void)state;
	assert_int_equal(check(0x40000000 - 8 * MIB, 16 * MIB), 0);
	assert_int_equal(check(0x41000000, 16 * MIB), 0);
	assert_int_equal(check(0x44100000, 2 * MIB), 0);
	assert_int_equal(check(0x30000000, UINT64_C(1) << 32), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_xen_gives),
		cmocka_unit_test(refuses_what_is_absurd),
		cmocka_unit_test(refuses_what_lies_in_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
