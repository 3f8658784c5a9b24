/* SPDX-License-Identifier: BSD-3-Clause */
/* Frame chains, sound and corrupt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <uk/arch/backtrace.h>

static uintptr_t stack[16];

static uintptr_t at(size_t i)
{
	return (uintptr_t)&stack[i];
}

static bool next(struct ukarch_frame *frame)
{
	return ukarch_frame_next(frame, at(0), at(16));
}

static void walks_to_the_end(void **state)
{
	struct ukarch_frame frame = { .fp = at(2) };

	(void)state;
	stack[2] = at(6);
	stack[3] = 0x1111;
	stack[6] = at(14);
	stack[7] = 0x2222;
	stack[14] = 0;
	stack[15] = 0x3333;

	assert_true(next(&frame));
	assert_int_equal(frame.pc, 0x1111);
	assert_true(next(&frame));
	assert_int_equal(frame.pc, 0x2222);
	assert_true(next(&frame));
	assert_int_equal(frame.pc, 0x3333);
	assert_false(next(&frame));
}

static void a_zero_return_address_ends_it(void **state)
{
	struct ukarch_frame frame = { .fp = at(2) };

	(void)state;
	stack[2] = at(6);
	stack[3] = 0;
	assert_false(next(&frame));
}

static void leaves_neither_stack_nor_loop(void **state)
{
	const uintptr_t bad[] = { 0, 1, at(0) - 8, at(15), at(16), at(2) + 1, UINTPTR_MAX - 7 };
	struct ukarch_frame frame;

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(bad); i++) {
		frame.fp = bad[i];
		assert_false(next(&frame));
	}

	frame.fp = at(4);
	stack[4] = at(4);
	stack[5] = 0x1111;
	assert_true(next(&frame));
	assert_false(next(&frame));
}

static __attribute__((noinline)) void caller(struct ukarch_frame *frame)
{
	ukarch_frame_here(frame);
	__asm__ volatile("" ::: "memory");
}

static void finds_its_caller(void **state)
{
	struct ukarch_frame frame;
	uintptr_t low, high;

	(void)state;
	caller(&frame);
	low = (uintptr_t)__builtin_frame_address(0) - 4096;
	high = (uintptr_t)__builtin_frame_address(0) + 4096;
	assert_in_range(frame.pc, (uintptr_t)caller, (uintptr_t)caller + 256);
	assert_true(ukarch_frame_next(&frame, low, high));
	assert_in_range(frame.pc, (uintptr_t)finds_its_caller, (uintptr_t)finds_its_caller + 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_to_the_end),
		cmocka_unit_test(a_zero_return_address_ends_it),
		cmocka_unit_test(leaves_neither_stack_nor_loop),
		cmocka_unit_test(finds_its_caller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
