/* SPDX-License-Identifier: BSD-3-Clause */
/* Contexts that switch to and fro on the host. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <uk/arch/context.h>

enum { STACK = 65536, TESTS = 5 };

static struct ukarch_context home, other;
/* One per test: an abandoned stack keeps the sanitizer's marks. */
static _Alignas(64) char stacks[TESTS][STACK];
static char *stack;
static int tests_started;
static int steps;
static void *seen_arg;
static uintptr_t seen_sp;
static uint32_t seen_mxcsr;

static uint32_t mxcsr(void)
{
	uint32_t value;

	__asm__ volatile("stmxcsr %0" : "=m"(value));
	return value;
}

static void set_mxcsr(uint32_t value)
{
	__asm__ volatile("ldmxcsr %0" ::"m"(value));
}

static void entry(void *arg)
{
	seen_arg = arg;
	seen_sp = (uintptr_t)__builtin_frame_address(0);
	seen_mxcsr = mxcsr();
	for (;;) {
		steps++;
		ukarch_context_switch(&other, &home);
	}
}

static int start(void **state)
{
	(void)state;
	steps = 0;
	home.extstate = NULL;
	stack = stacks[tests_started++];
	ukarch_context_init(&other, stack + STACK, entry, &steps);
	return 0;
}

static void starts_with_its_argument_on_its_stack(void **state)
{
	(void)state;
	ukarch_context_switch(&home, &other);
	assert_int_equal(steps, 1);
	assert_ptr_equal(seen_arg, &steps);
	assert_in_range(seen_sp, (uintptr_t)stack, (uintptr_t)stack + STACK);
	/* At a function's entry the stack is 8 off 16; the frame pointer is pushed below that. */
	assert_int_equal(seen_sp % 16, 0);
}

static void goes_on_where_it_left(void **state)
{
	(void)state;
	for (int i = 1; i < 1000; i++) {
		ukarch_context_switch(&home, &other);
		assert_int_equal(steps, i);
	}
}

static void control_words_belong_to_the_context(void **state)
{
	uint32_t before = mxcsr(), towards_zero = before | 0x6000;

	(void)state;
	set_mxcsr(towards_zero);
	ukarch_context_switch(&home, &other);
	uint32_t after = mxcsr();
	set_mxcsr(before);
	assert_int_equal(seen_mxcsr, 0x1f80);
	assert_int_equal(after, towards_zero);
}

static void vector_registers_move_with_an_area(void **state)
{
	void *area = aligned_alloc(64, UK_ALIGN_UP(ukarch_extstate_size(), (size_t)64));
	uint64_t mine = 0x1122334455667788, back = 0;

	(void)state;
	assert_non_null(area);
	ukarch_extstate_init(area);
	other.extstate = area;
	home.extstate = aligned_alloc(64, UK_ALIGN_UP(ukarch_extstate_size(), (size_t)64));
	ukarch_extstate_init(home.extstate);

	/* One block, so that the compiler puts nothing of its own into %xmm13 in between. */
	__asm__ volatile("movq %1, %%xmm13\n\t"
			 "call ukarch_context_switch\n\t"
			 "movq %%xmm13, %0"
			 : "=r"(back)
			 : "b"(mine), "D"(&home), "S"(&other)
			 : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "xmm13", "memory", "cc");
	free(area);
	free(home.extstate);
	assert_int_equal(steps, 1);
	assert_true(back == mine);
}

static void extended_state_survives_in_its_area(void **state)
{
	void *area = aligned_alloc(64, UK_ALIGN_UP(ukarch_extstate_size(), (size_t)64));
	uint64_t before = 0x0123456789abcdef, after = 0;

	(void)state;
	assert_non_null(area);
	assert_true(ukarch_extstate_size() >= 512);
	ukarch_extstate_init(area);
	__asm__ volatile("movq %0, %%xmm7" ::"r"(before) : "xmm7");
	ukarch_extstate_save(area);
	__asm__ volatile("pxor %%xmm7, %%xmm7" ::: "xmm7");
	ukarch_extstate_load(area);
	__asm__ volatile("movq %%xmm7, %0" : "=r"(after));
	free(area);
	assert_true(before == after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(starts_with_its_argument_on_its_stack, start),
		cmocka_unit_test_setup(goes_on_where_it_left, start),
		cmocka_unit_test_setup(control_words_belong_to_the_context, start),
		cmocka_unit_test_setup(vector_registers_move_with_an_area, start),
		cmocka_unit_test_setup(extended_state_survives_in_its_area, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
