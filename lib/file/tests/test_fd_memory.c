/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors when memory is short. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "calls.h"
#include "fake_alloc.h"
#include "pipe_file.h"

static void says_when_memory_is_short(void **state)
{
	struct pipe_file pipe;

	(void)state;
	pipe_open(&pipe);
	fake_alloc_fail_after = 0;
	assert_int_equal(uk_sys_dup2(3, 4000), -ENOMEM);
	assert_int_equal(uk_sys_fcntl(3, F_DUPFD, 4000), -ENOMEM);
	fake_alloc_fail_after = UINT32_MAX;
	assert_int_equal(uk_fd_close(3), 0);
	assert_true(pipe.released);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_when_memory_is_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
