/* SPDX-License-Identifier: BSD-3-Clause */
/* Atomic operations of every width. */
#include <stdatomic.h>
#include <stdint.h>

#include "check.h"

/* Not inlined and with a value that the compiler does not know: the operations are really there. */
#define OPERATIONS(type)                                                                       \
	static __attribute__((noinline)) void operations_##type(_Atomic(type) *at, type value) \
	{                                                                                      \
		type expected = value;                                                         \
                                                                                               \
		CHECK_EQUAL(atomic_exchange(at, value), (type)0);                              \
		CHECK(atomic_compare_exchange_strong(at, &expected, (type)(value + 1)));       \
		CHECK(!atomic_compare_exchange_strong(at, &expected, (type)0));                \
		CHECK_EQUAL(expected, (type)(value + 1));                                      \
		CHECK_EQUAL(atomic_fetch_add(at, (type)2), (type)(value + 1));                 \
		CHECK_EQUAL(atomic_fetch_sub(at, (type)3), (type)(value + 3));                 \
		CHECK_EQUAL(atomic_fetch_or(at, (type)0x0f), value);                           \
		CHECK_EQUAL(atomic_fetch_and(at, (type)0x3c), (type)(value | 0x0f));           \
		CHECK_EQUAL(atomic_fetch_xor(at, (type)0xff), (type)((value | 0x0f) & 0x3c));  \
		CHECK_EQUAL(atomic_load(at), (type)(((value | 0x0f) & 0x3c) ^ 0xff));          \
	}

OPERATIONS(uint8_t)
OPERATIONS(uint16_t)
OPERATIONS(uint32_t)
OPERATIONS(uint64_t)

void atomic_operations(void)
{
	/* What lies beside the object must stay. */
	struct {
		uint64_t before;
		_Atomic(uint8_t) bits_8;
		uint8_t between;
		_Atomic(uint16_t) bits_16;
		_Atomic(uint32_t) bits_32;
		_Atomic(uint64_t) bits_64;
		uint64_t after;
	} words = { UINT64_MAX, 0, UINT8_MAX, 0, 0, 0, UINT64_MAX };

	operations_uint8_t(&words.bits_8, 0xfe);
	operations_uint16_t(&words.bits_16, 0xfffe);
	operations_uint32_t(&words.bits_32, 0xfffffffe);
	operations_uint64_t(&words.bits_64, 0xfffffffffffffffe);
	CHECK_EQUAL(words.before, UINT64_MAX);
	CHECK_EQUAL(words.between, UINT8_MAX);
	CHECK_EQUAL(words.after, UINT64_MAX);
}
