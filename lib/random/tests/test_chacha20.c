/* SPDX-License-Identifier: BSD-3-Clause */
/* The vectors of RFC 8439, 2.3.2 and A.1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../chacha20.h"

static void expect_block(const uint8_t key[32], uint32_t counter, const uint32_t nonce[3],
			 const char *expected)
{
	uint8_t block[CHACHA20_BLOCK];
	char got[2 * CHACHA20_BLOCK + 1];

	uk_chacha20_block(key, counter, nonce, block);
	for (size_t i = 0; i < CHACHA20_BLOCK; i++)
		sprintf(got + 2 * i, "%02x", block[i]);
	assert_string_equal(got, expected);
}

static void agrees_with_section_2_3_2(void **state)
{
	const uint32_t nonce[3] = { 0x09000000, 0x4a000000, 0 };
	uint8_t key[32];

	(void)state;
	for (uint8_t i = 0; i < 32; i++)
		key[i] = i;
	expect_block(key, 1, nonce,
		     "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
		     "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e");
}

static void agrees_with_appendix_a_1(void **state)
{
	const uint32_t zero[3] = { 0 }, two[3] = { 0, 0, 0x02000000 };
	uint8_t key[32] = { 0 };

	(void)state;
	expect_block(key, 0, zero,
		     "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
		     "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586");
	expect_block(key, 1, zero,
		     "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
		     "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f");
	key[31] = 1;
	expect_block(key, 1, zero,
		     "3aeb5224ecf849929b9d828db1ced4dd832025e8018b8160b82284f3c949aa5a"
		     "8eca00bbb4a73bdad192b5c42f73f2fd4e273644c8b36125a64addeb006c13a0");
	key[31] = 0;
	expect_block(key, 0, two,
		     "c2c64d378cd536374ae204b9ef933fcd1a8b2288b3dfa49672ab765b54ee27c7"
		     "8a970e0e955c14f3a88e741b97c286f75f8fc299e8148362fa198a39531bed6d");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_section_2_3_2),
		cmocka_unit_test(agrees_with_appendix_a_1),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
