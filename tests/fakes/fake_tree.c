/* SPDX-License-Identifier: BSD-3-Clause */
/* Flattened device trees (Devicetree Specification 0.4, chapter 5). */
#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include <uk/bits.h>
#include <uk/errno.h>
#include <uk/plat/device_tree.h>

#include "fake_internal.h"
#include "fake_tree.h"

enum { HEADER = 40, STRUCTURE = 0x100, STRINGS = 0x3900, SIZE = 0x3c00 };
enum { BEGIN_NODE = 1, END_NODE = 2, PROPERTY = 3, END = 9 };

static _Alignas(8) uint8_t blob[SIZE];
static size_t at, names_used;

void fake_tree_set_header(size_t index, uint32_t value)
{
	((uint32_t *)blob)[index] = uk_be32(value);
}

void fake_tree_put(uint32_t word)
{
	assert(STRUCTURE + at + 4 <= STRINGS);
	word = uk_be32(word);
	memcpy(blob + STRUCTURE + at, &word, 4);
	at += 4;
}

static void put_bytes(const void *data, size_t size)
{
	assert(STRUCTURE + at + size + 4 <= STRINGS);
	memcpy(blob + STRUCTURE + at, data, size);
	at = (at + size + 3) & ~(size_t)3;
}

void fake_tree_start(void)
{
	memset(blob, 0, sizeof(blob));
	at = 0;
	names_used = 0;
}

void fake_tree_begin(const char *name)
{
	fake_tree_put(BEGIN_NODE);
	put_bytes(name, strlen(name) + 1);
}

void fake_tree_end(void)
{
	fake_tree_put(END_NODE);
}

static uint32_t name_offset(const char *name)
{
	size_t offset = 0;

	while (offset < names_used && strcmp((char *)blob + STRINGS + offset, name) != 0)
		offset += strlen((char *)blob + STRINGS + offset) + 1;
	if (offset == names_used) {
		names_used += strlen(name) + 1;
		assert(STRINGS + names_used <= SIZE);
		strcpy((char *)blob + STRINGS + offset, name);
	}
	return (uint32_t)offset;
}

void fake_tree_property(const char *name, const void *data, size_t size)
{
	fake_tree_put(PROPERTY);
	fake_tree_put((uint32_t)size);
	fake_tree_put(name_offset(name));
	put_bytes(data, size);
}

void fake_tree_text(const char *name, const char *value)
{
	fake_tree_property(name, value, strlen(value) + 1);
}

void fake_tree_cells(const char *name, size_t count, ...)
{
	va_list args;

	fake_tree_put(PROPERTY);
	fake_tree_put((uint32_t)(count * 4));
	fake_tree_put(name_offset(name));
	va_start(args, count);
	for (; count; count--)
		fake_tree_put(va_arg(args, uint32_t));
	va_end(args);
}

void *fake_tree_finish(void)
{
	const uint32_t header[HEADER / 4] = {
		0xd00dfeed, SIZE, STRUCTURE, STRINGS, HEADER, 17, 16, 0, (uint32_t)names_used, 0
	};

	fake_tree_put(END_NODE);
	fake_tree_put(END);
	for (size_t i = 0; i < HEADER / 4; i++)
		fake_tree_set_header(i, header[i]);
	fake_tree_set_header(FAKE_TREE_STRUCTURE_SIZE, (uint32_t)at);
	return blob;
}

FAKE int ukplat_tree_interrupt(const uint32_t *cells, size_t count)
{
	if (count != 3 || cells[0] != 0)
		return -EINVAL;
	return (int)uk_be32(cells[1]) + FAKE_TREE_FIRST_SHARED;
}
