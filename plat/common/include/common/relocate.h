/* SPDX-License-Identifier: BSD-3-Clause */
/* An image that moves itself. */
#ifndef UK_COMMON_RELOCATE_H
#define UK_COMMON_RELOCATE_H

#include <uk/base.h>

/* ELF-64 object file format, dynamic section. */
struct ukplat_dynamic {
	uint64_t tag;
	uint64_t value;
};

/**
 * ukplat_relocate() - apply the relative relocations of a static PIE.
 * @delta:   where it lies less where it was linked; every address of @dynamic is without it.
 * @dynamic: its dynamic section, as mapped.
 * @relative: number of the machine's relative relocation (R_X86_64_RELATIVE, R_AARCH64_RELATIVE).
 *
 * Reads DT_RELR, whose entries keep their addends in place, and DT_RELA. Uses nothing that needs
 * relocation.
 *
 * Context: entry.
 * Return: false when DT_RELA holds another kind, which a static PIE has no use for.
 */
UK_API bool ukplat_relocate(uintptr_t delta, const struct ukplat_dynamic *dynamic,
			    uint32_t relative);

#endif
