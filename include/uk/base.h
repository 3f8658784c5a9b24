/* SPDX-License-Identifier: BSD-3-Clause */
/* What every file may use: visibility, attributes, small arithmetic. */
#ifndef UK_BASE_H
#define UK_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The same type as in every C library of our targets. */
typedef long ssize_t;

/* Marks a function or object as public: everything else is hidden when its component is linked. */
#define UK_API __attribute__((visibility("default")))

#define UK_CACHE_LINE 64
#define UK_PAGE_SHIFT 12
#define UK_PAGE_SIZE  ((size_t)1 << UK_PAGE_SHIFT)

#define UK_NSEC_PER_SEC	 UINT64_C(1000000000)
#define UK_NSEC_PER_MSEC UINT64_C(1000000)
#define UK_NSEC_PER_USEC UINT64_C(1000)

#define uk_likely(condition)   __builtin_expect(!!(condition), 1)
#define uk_unlikely(condition) __builtin_expect(!!(condition), 0)

#define UK_PACKED	       __attribute__((packed))
#define UK_PRINTF(text, first) __attribute__((format(printf, text, first)))
#define UK_STRINGIFY_(x)       #x
#define UK_STRINGIFY(x)	       UK_STRINGIFY_(x)

#define UK_ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define uk_container_of(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))

#define uk_min(a, b)                                       \
	({                                                 \
		__typeof__(a) uk_min_a = (a);              \
		__typeof__(b) uk_min_b = (b);              \
		uk_min_a < uk_min_b ? uk_min_a : uk_min_b; \
	})

#define uk_max(a, b)                                       \
	({                                                 \
		__typeof__(a) uk_max_a = (a);              \
		__typeof__(b) uk_max_b = (b);              \
		uk_max_a > uk_max_b ? uk_max_a : uk_max_b; \
	})

/* @alignment is a power of two. */
#define UK_ALIGN_UP(x, alignment) \
	(((x) + ((__typeof__(x))(alignment)-1)) & ~((__typeof__(x))(alignment)-1))
#define UK_ALIGN_DOWN(x, alignment) ((x) & ~((__typeof__(x))(alignment)-1))

/* 1 when a Kconfig bool is y, 0 when it is n or unknown here; usable in C conditions. */
#define UK_PLACEHOLDER_1	       0,
#define UK_SECOND(ignored, value, ...) value
#define UK_IS_ONE__(...)	       UK_SECOND(__VA_ARGS__ 1, 0, 0)
#define UK_IS_ONE_(value)	       UK_IS_ONE__(UK_PLACEHOLDER_##value)
#define IS_ENABLED(option)	       UK_IS_ONE_(option)

/* Context: any. Return: whether exactly one bit is set. */
static inline bool uk_is_power_of_two(size_t n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

#endif
