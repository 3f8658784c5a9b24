/* SPDX-License-Identifier: BSD-3-Clause */
/* Layout of a thread's block. The linker's symbols are made here: 40 bytes of values in 128. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <uk/arch/tls.h>

enum { INITIALISED = 40, SEGMENT = 128 };

__asm__(".section .rodata\n"
	".balign 64\n"
	".globl uk_tls_start, uk_tls_data_end, uk_tls_end\n"
	"uk_tls_start: .fill 40, 1, 0x5a\n"
	"uk_tls_data_end: .fill 88, 1, 0xff\n"
	"uk_tls_end:\n"
	".text\n");

static void block_is_variables_then_control_block(void **state)
{
	size_t size = ukarch_tls_size();
	uint8_t *block = aligned_alloc(ukarch_tls_alignment(), size);
	uintptr_t pointer;

	(void)state;
	assert_non_null(block);
	memset(block, 0xee, size);
	pointer = ukarch_tls_init(block);

	assert_int_equal(pointer, (uintptr_t)block + SEGMENT);
	assert_int_equal(*(uintptr_t *)pointer, pointer);
	for (size_t i = 0; i < SEGMENT; i++)
		assert_int_equal(block[i], i < INITIALISED ? 0x5a : 0);
	for (size_t i = SEGMENT + sizeof(uintptr_t); i < size; i++)
		assert_int_equal(block[i], 0);
	/* The stack protector's word lies inside. */
	assert_true(size >= SEGMENT + 0x28 + 8);
	free(block);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(block_is_variables_then_control_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
