/* SPDX-License-Identifier: BSD-3-Clause */
/* Finding a function in the kernel's vDSO, a small shared library; every index is checked. */
#include <uk/base.h>

#include "linuxu.h"

/* ELF-64 object file format. */
enum { PT_LOAD = 1, PT_DYNAMIC = 2, DT_STRTAB = 5, DT_SYMTAB = 6, DT_STRSZ = 10, STT_FUNC = 2 };
enum { PROGRAM_HEADERS_MAX = 16, DYNAMIC_MAX = 64 };

struct elf_header {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, program_headers, section_headers;
	uint32_t flags;
	uint16_t size, program_header_size, program_header_count;
	uint16_t section_header_size, section_header_count, section_names;
};

struct elf_program_header {
	uint32_t type, flags;
	uint64_t offset, address, physical, file_size, memory_size, alignment;
};

struct elf_dynamic {
	uint64_t tag, value;
};

struct elf_symbol {
	uint32_t name;
	uint8_t info, other;
	uint16_t section;
	uint64_t value, size;
};

_Static_assert(sizeof(struct elf_header) == 64, "Elf64_Ehdr");
_Static_assert(sizeof(struct elf_program_header) == 56, "Elf64_Phdr");
_Static_assert(sizeof(struct elf_symbol) == 24, "Elf64_Sym");

/* The one loaded segment, and what its dynamic section says; addresses are offsets into it. */
struct vdso {
	const char *base;
	uint64_t linked_at, size;
	uint64_t symbols, strings, strings_size;
};

/* @len bytes at a linked address, or NULL where they are not inside. */
static const void *inside(const struct vdso *vdso, uint64_t address, uint64_t len)
{
	uint64_t offset = address - vdso->linked_at;

	if (offset > vdso->size || len > vdso->size - offset)
		return NULL;
	return vdso->base + offset;
}

/* The same for a structure of 64-bit words, which must be aligned. */
static const void *words_inside(const struct vdso *vdso, uint64_t address, uint64_t len)
{
	const void *words = inside(vdso, address, len);

	return (uintptr_t)words % sizeof(uint64_t) ? NULL : words;
}

static void read_dynamic(struct vdso *vdso, uint64_t address)
{
	for (int i = 0; i < DYNAMIC_MAX; i++, address += sizeof(struct elf_dynamic)) {
		const struct elf_dynamic *entry = words_inside(vdso, address, sizeof(*entry));

		if (!entry || entry->tag == 0)
			return;
		if (entry->tag == DT_SYMTAB)
			vdso->symbols = entry->value;
		else if (entry->tag == DT_STRTAB)
			vdso->strings = entry->value;
		else if (entry->tag == DT_STRSZ)
			vdso->strings_size = entry->value;
	}
}

/* Return: whether there is a symbol table that can be read. */
static bool open_vdso(struct vdso *vdso, const struct elf_header *header)
{
	const struct elf_program_header *ph =
		(const void *)((const char *)header + header->program_headers);
	const struct elf_program_header *end =
		ph + uk_min(header->program_header_count, (uint16_t)PROGRAM_HEADERS_MAX);
	uint64_t dynamic = 0;

	if (header->program_header_size != sizeof(*ph))
		return false;
	for (; ph < end; ph++) {
		if (ph->type == PT_LOAD && !vdso->base) {
			vdso->base = (const char *)header + ph->offset;
			vdso->linked_at = ph->address;
			vdso->size = ph->file_size;
		} else if (ph->type == PT_DYNAMIC) {
			dynamic = ph->address;
		}
	}
	if (!vdso->base || !dynamic)
		return false;
	read_dynamic(vdso, dynamic);
	return vdso->symbols && inside(vdso, vdso->strings, vdso->strings_size);
}

static bool is_called(const struct vdso *vdso, const struct elf_symbol *symbol, const char *name)
{
	const char *strings = inside(vdso, vdso->strings, vdso->strings_size);
	uint64_t at = symbol->name;

	for (; at < vdso->strings_size && strings[at] == *name; at++, name++)
		if (!*name)
			return true;
	return false;
}

void *linuxu_vdso_function(const void *image, const char *name)
{
	struct vdso vdso = { 0 };

	if (!image || !open_vdso(&vdso, image))
		return NULL;
	/* Nothing tells the number of symbols, but linkers put the strings behind them. */
	for (uint64_t at = vdso.symbols; at < vdso.strings; at += sizeof(struct elf_symbol)) {
		const struct elf_symbol *symbol = words_inside(&vdso, at, sizeof(*symbol));

		if (!symbol)
			return NULL;
		if ((symbol->info & 0xf) == STT_FUNC && symbol->section &&
		    is_called(&vdso, symbol, name))
			return (void *)inside(&vdso, symbol->value, 1);
	}
	return NULL;
}
