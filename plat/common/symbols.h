/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of functions by address, from the table that support/build/symbols.py makes. */
#ifndef UK_COMMON_SYMBOLS_H
#define UK_COMMON_SYMBOLS_H

#include <uk/base.h>

/*
 * The table is a string of entries in the order of their addresses:
 *
 *   ULEB128  bytes from the address of the entry before; of the first, from ukplat_image_start
 *   1 byte   how many leading bytes of the name are those of the name before
 *   the rest of the name, and a NUL
 *
 * A name is at most SYMBOL_NAME_MAX - 1 bytes; symbols.py cuts longer ones. An entry without a name
 * ends the one before it: nothing is known from there on.
 */
enum { SYMBOL_NAME_MAX = 64 };

struct symbol {
	char name[SYMBOL_NAME_MAX];
	uintptr_t offset; /* of the address asked for, from the symbol's start */
};

/**
 * symbol_find() - name the function that holds an address.
 * @table:  the table.
 * @end:    one past its last byte; nothing is read there, whatever the table says.
 * @offset: address less ukplat_image_start.
 * @symbol: receives the name.
 *
 * Context: any, also while crashing. Return: whether a function is known there.
 */
bool symbol_find(const uint8_t *table, const uint8_t *end, uintptr_t offset, struct symbol *symbol);

#endif
