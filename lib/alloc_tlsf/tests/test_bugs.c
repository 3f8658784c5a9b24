/* SPDX-License-Identifier: BSD-3-Clause */
/* Bugs of callers that the heap notices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <uk/alloc_tlsf.h>

#include "../block.h"

enum { SIZE = 65536 };

static char *memory;
static struct uk_alloc *alloc;

static jmp_buf on_assert;
static const char *assertion;

void uk_assert_failed(const char *expression, const char *file, int line)
{
	if (!assertion)
		fail_msg("%s:%d: %s", file, line, expression);
	assertion = expression;
	longjmp(on_assert, 1);
}

/* Whether @statement trips an assertion. */
#define ASSERTS(statement)                   \
	({                                   \
		assertion = "";              \
		if (!setjmp(on_assert))      \
			statement;           \
		bool tripped = assertion[0]; \
		assertion = NULL;            \
		tripped;                     \
	})

static int start(void **state)
{
	(void)state;
	memory = aligned_alloc(4096, SIZE);
	return uk_alloc_tlsf_create(memory, SIZE, "test", &alloc);
}

static int stop(void **state)
{
	(void)state;
	free(memory);
	return 0;
}

static void notices_bugs_of_callers(void **state)
{
	char *a = uk_alloc_allocate(alloc, 100, 0), *b = uk_alloc_allocate(alloc, 100, 0);
	char *c = uk_alloc_allocate(alloc, 100, 0), *d = uk_alloc_allocate(alloc, 100, 0);

	(void)state;
	assert_true(ASSERTS(uk_alloc_release(alloc, a + 8)));
	assert_true(ASSERTS(uk_alloc_release(alloc, a + 16)));
	uk_alloc_release(alloc, a);
	assert_true(ASSERTS(uk_alloc_release(alloc, a)));
	/* Its block is now part of the one below. */
	uk_alloc_release(alloc, b);
	assert_true(ASSERTS(uk_alloc_release(alloc, b)));
	assert_true(ASSERTS(uk_alloc_resize(alloc, b, 10)));
	/* Past the end: the next header is gone. */
	memset(c, 0, 128);
	assert_true(ASSERTS(uk_alloc_release(alloc, c)));
	assert_true(ASSERTS(uk_alloc_release(alloc, d)));
}

static void notices_a_write_to_free_memory(void **state)
{
	char *a = uk_alloc_allocate(alloc, 100, 0);
	char *b = uk_alloc_allocate(alloc, 100, 0), *c = uk_alloc_allocate(alloc, 100, 0);

	(void)state;
	(void)b;
	uk_alloc_release(alloc, a);
	uk_alloc_release(alloc, c);
	((struct block *)block_of(a))->previous_free = (struct block *)memory;
	assert_true(ASSERTS(uk_alloc_allocate(alloc, 100, 0)));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(notices_bugs_of_callers),
		TEST(notices_a_write_to_free_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
