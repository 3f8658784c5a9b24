/* SPDX-License-Identifier: BSD-3-Clause */
/* One case, which passes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <uk/ring.h>

static void leaves_nothing(void **state)
{
	(void)state;
	assert_int_equal(uk_ring_left(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(leaves_nothing) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
