/* SPDX-License-Identifier: BSD-3-Clause */
/* Lists and arithmetic of include/uk, which belong to no component. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/bits.h>
#include <uk/list.h>

struct letter {
	char name;
	struct uk_list link;
};

static struct letter letters[] = { { .name = 'a' }, { .name = 'b' }, { .name = 'c' } };
static struct uk_list list = UK_LIST_INIT(list);

static int fill(void **state)
{
	(void)state;
	uk_list_init(&list);
	for (size_t i = 0; i < UK_ARRAY_SIZE(letters); i++)
		uk_list_add_tail(&list, &letters[i].link);
	return 0;
}

static void expect(const char *names)
{
	struct letter *letter;
	size_t i = 0;

	uk_list_for_each_entry (letter, &list, link)
		assert_int_equal(letter->name, names[i++]);
	assert_int_equal(names[i], '\0');
}

static void keeps_the_order(void **state)
{
	(void)state;
	expect("abc");
	assert_ptr_equal(uk_list_first_entry(&list, struct letter, link), &letters[0]);
	uk_list_remove(&letters[0].link);
	expect("bc");
	uk_list_add_head(&list, &letters[0].link);
	expect("abc");
}

static void removes_twice_without_harm(void **state)
{
	(void)state;
	uk_list_remove(&letters[1].link);
	uk_list_remove(&letters[1].link);
	assert_true(uk_list_empty(&letters[1].link));
	expect("ac");
}

static void is_emptied_while_it_is_walked(void **state)
{
	struct letter *letter, *following;

	(void)state;
	uk_list_for_each_entry_safe (letter, following, &list, link)
		uk_list_remove(&letter->link);
	assert_true(uk_list_empty(&list));
	assert_null(uk_list_first_entry(&list, struct letter, link));
}

static void finds_bits(void **state)
{
	(void)state;
	for (unsigned int bit = 0; bit < 64; bit++) {
		assert_int_equal(uk_lowest_bit(UK_BIT(63) | UK_BIT(bit)), bit);
		assert_int_equal(uk_highest_bit(1 | UK_BIT(bit)), bit);
		assert_true(uk_is_power_of_two(UK_BIT(bit)));
	}
	assert_false(uk_is_power_of_two(0));
	assert_false(uk_is_power_of_two(6));
}

static void swaps_bytes(void **state)
{
	(void)state;
	assert_int_equal(uk_be16(0x1234), 0x3412);
	assert_int_equal(uk_be32(0x12345678), 0x78563412);
	assert_int_equal(uk_bswap64(0x0123456789abcdef), 0xefcdab8967452301);
}

static void scales_without_overflow(void **state)
{
	(void)state;
	assert_int_equal(uk_mul_shift(UINT64_MAX, 1U << 31, 31), UINT64_MAX);
	assert_int_equal(uk_mul_shift(UINT64_MAX, UINT32_MAX, 32),
			 UINT64_MAX - (UINT64_MAX >> 32) - 1);
	assert_int_equal(uk_mul_shift(3, 5, 0), 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(keeps_the_order, fill),
		cmocka_unit_test_setup(removes_twice_without_harm, fill),
		cmocka_unit_test_setup(is_emptied_while_it_is_walked, fill),
		cmocka_unit_test(finds_bits),
		cmocka_unit_test(swaps_bytes),
		cmocka_unit_test(scales_without_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
