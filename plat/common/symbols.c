/* SPDX-License-Identifier: BSD-3-Clause */
/* Looking a function up: the table is read from its start, since a crash is not in a hurry. */
#include <uk/string.h>

#include "symbols.h"

struct reader {
	const uint8_t *at;
	const uint8_t *end;
};

/* A zero at the end of the table. */
static uint8_t next_byte(struct reader *reader)
{
	return reader->at < reader->end ? *reader->at++ : 0;
}

static uintptr_t next_number(struct reader *reader)
{
	uintptr_t number = 0;
	uint8_t byte;

	for (unsigned int shift = 0; shift < 64; shift += 7) {
		byte = next_byte(reader);
		number |= (uintptr_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			break;
	}
	return number;
}

/* Changes @name, that of the entry before, to this entry's. */
static void next_name(struct reader *reader, char *name)
{
	size_t len = uk_min((size_t)next_byte(reader), (size_t)SYMBOL_NAME_MAX - 1);
	char c;

	while ((c = (char)next_byte(reader)))
		if (len < SYMBOL_NAME_MAX - 1)
			name[len++] = c;
	name[len] = '\0';
}

bool symbol_find(const uint8_t *table, const uint8_t *end, uintptr_t offset, struct symbol *symbol)
{
	struct reader reader = { table, end };
	char name[SYMBOL_NAME_MAX] = "";
	uintptr_t start = 0;

	symbol->name[0] = '\0';
	while (reader.at < reader.end) {
		start += next_number(&reader);
		if (start > offset)
			break;
		next_name(&reader, name);
		memcpy(symbol->name, name, sizeof(name));
		symbol->offset = offset - start;
	}
	return symbol->name[0] != '\0';
}
