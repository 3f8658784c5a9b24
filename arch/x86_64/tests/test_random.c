/* SPDX-License-Identifier: BSD-3-Clause */
/* The CPU's random numbers differ, or there are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <uk/arch/random.h>

static void numbers_differ(void **state)
{
	uint64_t a, b;

	(void)state;
	if (!ukarch_random_u64(&a))
		skip();
	assert_true(ukarch_random_u64(&b));
	assert_true(a != b);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(numbers_differ) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
