/* SPDX-License-Identifier: BSD-3-Clause */
/* What the loader of a PVH guest hands over (Xen public headers, arch-x86/hvm/start_info.h). */
#ifndef UK_COMMON_START_INFO_H
#define UK_COMMON_START_INFO_H

#include <common/phys.h>

#define START_INFO_MAGIC 0x336ec578

/* Loaders built for 32 bits align 64-bit fields to 4 only. */
#define START_INFO_LAYOUT __attribute__((packed, aligned(4)))

struct pvh_start_info {
	uint32_t magic;
	uint32_t version;
	uint32_t flags;
	uint32_t module_count;
	uint64_t modules;
	uint64_t command_line;
	uint64_t rsdp;
	/* From version 1 on. */
	uint64_t memory_map;
	uint32_t memory_map_entries;
	uint32_t reserved;
} START_INFO_LAYOUT;

_Static_assert(offsetof(struct pvh_start_info, memory_map) == 40, "size of version 0");
_Static_assert(sizeof(struct pvh_start_info) == 56, "size of version 1");

struct start_info_module {
	uint64_t phys;
	uint64_t size;
	uint64_t command_line;
	uint64_t reserved;
} START_INFO_LAYOUT;

_Static_assert(sizeof(struct start_info_module) == 32, "struct hvm_modlist_entry");

enum { START_INFO_MEMORY_RAM = 1 };

struct start_info_memory {
	uint64_t phys;
	uint64_t size;
	uint32_t type;
	uint32_t reserved;
} START_INFO_LAYOUT;

_Static_assert(sizeof(struct start_info_memory) == 24, "struct hvm_memmap_table_entry");

/* The command line of a loader may be longer than ours; this bounds the search for its end. */
enum { START_INFO_MEMORY_MAX = 128, START_INFO_MODULES_MAX = 16, START_INFO_LINE_MAX = 4096 };

/* A range of physical memory, whole in [0, 2^52). */
struct start_info_range {
	uint64_t phys;
	uint64_t size;
};

/* The start info after its checks: pointers are readable for as long as the counts say. */
struct start_info_facts {
	struct start_info_range self;
	const struct start_info_memory *memory;
	size_t memory_count; /* 0 where there is no map: version 0 */
	struct start_info_range memory_map;
	const char *command_line; /* not terminated; NULL when there is none */
	size_t command_line_length;
	struct start_info_range command_line_range;
	struct start_info_range modules;
	struct start_info_range initrd; /* size 0 when there is none */
	uint64_t rsdp;			/* 0 when there is none */
};

/**
 * ukplat_start_info_parse() - check a start info and all that it points to.
 * @phys:  where the loader says it is.
 * @read:  gives access to physical memory.
 * @facts: receives what was found.
 *
 * Return: NULL, or a line that says what is wrong.
 */
UK_API const char *ukplat_start_info_parse(uint64_t phys, phys_reader *read,
					   struct start_info_facts *facts);

#endif
