/* SPDX-License-Identifier: BSD-3-Clause */
/* What CPUID may say of the counter's rate, sane or not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "x86_64/advertised_rate.h"

static void takes_the_hypervisors_word_first(void **state)
{
	struct advertised_leaves leaves = {
		.crystal = { .eax = 2, .ebx = 200, .ecx = 24000000 },
		.hypervisor = { .eax = 2900000 },
	};

	(void)state;
	assert_int_equal(advertised_rate(&leaves), 2900000000);
	leaves.hypervisor.eax = 0;
	assert_int_equal(advertised_rate(&leaves), 2400000000);
}

static void relies_on_no_ratio_without_its_crystal(void **state)
{
	const struct advertised_leaves incomplete[] = {
		{ .crystal = { .eax = 2, .ebx = 200 } },
		{ .crystal = { .eax = 2, .ecx = 24000000 } },
		{ .crystal = { .ebx = 200, .ecx = 24000000 } },
	};

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(incomplete); i++)
		assert_int_equal(advertised_rate(&incomplete[i]), 0);
}

static void refuses_absurd_rates(void **state)
{
	const struct advertised_leaves absurd[] = {
		{ .hypervisor = { .eax = 1 } },
		{ .hypervisor = { .eax = UINT32_MAX } },
		{ .crystal = { .eax = 1, .ebx = UINT32_MAX, .ecx = UINT32_MAX } },
		{ .crystal = { .eax = UINT32_MAX, .ebx = 1, .ecx = 1 } },
	};

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(absurd); i++)
		assert_int_equal(advertised_rate(&absurd[i]), 0);
}

static void begins_with_what_the_processor_is_sold_as(void **state)
{
	struct advertised_leaves leaves = { .frequency = { .eax = 0xabcd0000 + 2100 } };

	(void)state;
	assert_int_equal(advertised_rate(&leaves), 0);
	assert_int_equal(advertised_rate_nominal(&leaves), 2100000000);
	leaves.frequency.eax = 0;
	assert_int_equal(advertised_rate_nominal(&leaves), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_hypervisors_word_first),
		cmocka_unit_test(relies_on_no_ratio_without_its_crystal),
		cmocka_unit_test(refuses_absurd_rates),
		cmocka_unit_test(begins_with_what_the_processor_is_sold_as),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
