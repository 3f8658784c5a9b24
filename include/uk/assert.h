/* SPDX-License-Identifier: BSD-3-Clause */
/* Assertions: for a caller's bug, never for what a peer, device or file gave us. */
#ifndef UK_ASSERT_H
#define UK_ASSERT_H

#include <uk/base.h>

/**
 * uk_assert_failed() - stop the image with a crash report that names the assertion.
 * @expression: its text.
 * @file:       source file, relative to the tree.
 * @line:       line in @file.
 *
 * Context: any. Provided by plat/common.
 */
UK_API _Noreturn void uk_assert_failed(const char *expression, const char *file, int line);

#ifndef CONFIG_ASSERTIONS
#define CONFIG_ASSERTIONS 0
#endif

#define UK_ASSERT(expression)                                              \
	do {                                                               \
		if (CONFIG_ASSERTIONS && uk_unlikely(!(expression)))       \
			uk_assert_failed(#expression, __FILE__, __LINE__); \
	} while (0)

#endif
