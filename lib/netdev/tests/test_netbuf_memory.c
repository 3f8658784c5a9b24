/* SPDX-License-Identifier: BSD-3-Clause */
/* Packet buffers when memory is short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/netbuf.h>

#include "fake_alloc.h"

static void survives_every_allocation_failing(void **state)
{
	struct uk_netbuf_pool *pool = NULL;

	(void)state;
	for (unsigned int i = 0; i < 2; i++) {
		fake_alloc_fail_after = i;
		assert_int_equal(uk_netbuf_pool_create(4, 2048, 0, &pool), -ENOMEM);
		assert_int_equal(fake_alloc_live, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(survives_every_allocation_failing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
