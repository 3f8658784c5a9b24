/* SPDX-License-Identifier: BSD-3-Clause */
/* A test with a case that fails between two that pass. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "failing.h"

#include <cmocka.h>

static void passes(void **state)
{
	assert_null(*state);
}

static void fails(void **state)
{
	(void)state;
	assert_int_equal(1, 2);
}

static int run(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes),
		cmocka_unit_test(fails),
		cmocka_unit_test(passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

const struct uk_unit_test failing_test = { "failing", run };
