/* SPDX-License-Identifier: BSD-3-Clause */
/* Looking names up, in tables sound and broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "symbols.h"

/* 0x10 alpha, 0x90 alphabet (5 bytes shared), 0xa0 beta, 0xb0 the end. */
static const uint8_t table[] = "\x10\0alpha\0\x80\x01\5bet\0\x10\0beta\0\x10\0";

static bool find(uintptr_t offset, struct symbol *symbol)
{
	return symbol_find(table, table + sizeof(table), offset, symbol);
}

static void expect(uintptr_t offset, const char *name, uintptr_t inside)
{
	struct symbol symbol;

	assert_true(find(offset, &symbol));
	assert_string_equal(symbol.name, name);
	assert_int_equal(symbol.offset, inside);
}

static void finds_the_function_that_holds_the_address(void **state)
{
	(void)state;
	expect(0x10, "alpha", 0);
	expect(0x8f, "alpha", 0x7f);
	expect(0x90, "alphabet", 0);
	expect(0xaf, "beta", 0xf);
}

static void knows_nothing_outside(void **state)
{
	struct symbol symbol;

	(void)state;
	assert_false(find(0, &symbol));
	assert_false(find(0xf, &symbol));
	assert_false(find(0xb0, &symbol));
	assert_false(find(UINTPTR_MAX, &symbol));
	assert_false(symbol_find(NULL, NULL, 0x10, &symbol));
}

static void broken_tables_end(void **state)
{
	struct symbol symbol;

	(void)state;
	srand(1);
	for (int round = 0; round < 20000; round++) {
		size_t len = (size_t)rand() % 200;
		uint8_t *broken = malloc(len + 1);

		for (size_t i = 0; i < len; i++)
			broken[i] = (uint8_t)(rand() % 5 ? rand() : 0);
		if (symbol_find(broken, broken + len, (uintptr_t)rand(), &symbol))
			assert_true(strnlen(symbol.name, SYMBOL_NAME_MAX) < SYMBOL_NAME_MAX);
		free(broken);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_function_that_holds_the_address),
		cmocka_unit_test(knows_nothing_outside),
		cmocka_unit_test(broken_tables_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
