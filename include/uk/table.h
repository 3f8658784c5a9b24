/* SPDX-License-Identifier: BSD-3-Clause */
/* Tables that the linker gathers from all components: how a library registers itself without a list anywhere. */
#ifndef UK_TABLE_H
#define UK_TABLE_H

#include <uk/base.h>

/*
 * A table is a section of pointers named uk_table_<table>, in link order (components sorted by name).
 * The linker defines its bounds because the name is a C identifier; they are weak, since a table may
 * be empty.
 */
#define UK_TABLE_ADD(table, object)                          \
	static const void *const uk_table_##table##_##object \
		__attribute__((used, section("uk_table_" #table))) = &(object)

#define UK_TABLE_DECLARE(table)                                                    \
	extern const void *const __start_uk_table_##table[] __attribute__((weak)); \
	extern const void *const __stop_uk_table_##table[] __attribute__((weak))

/* The bounds are different objects to the compiler: compared as numbers. */
#define uk_table_for_each(slot, table)                           \
	for (const void *const *slot = __start_uk_table_##table; \
	     (uintptr_t)slot < (uintptr_t)__stop_uk_table_##table; slot++)

#endif
