/* SPDX-License-Identifier: BSD-3-Clause */
/* Relative relocations, RELR and RELA. */
#include <common/relocate.h>

/* ELF-64 object file format; DT_RELR in the generic ABI of 2022. */
enum { DT_NULL = 0, DT_RELA = 7, DT_RELASZ = 8, DT_RELRSZ = 35, DT_RELR = 36 };

struct rela {
	uint64_t offset;
	uint64_t info; /* the kind in the low half */
	uint64_t addend;
};

static uint64_t value_of(const struct ukplat_dynamic *dynamic, uint64_t tag)
{
	for (; dynamic->tag != DT_NULL; dynamic++)
		if (dynamic->tag == tag)
			return dynamic->value;
	return 0;
}

/*
 * An even entry is an address to relocate. An odd one is a bitmap for the 63 words that follow what
 * was relocated last, lowest bit first after bit 0.
 */
static void apply_relr(uintptr_t delta, const uint64_t *entry, size_t count)
{
	uint64_t *where = (uint64_t *)delta;

	for (; count; count--, entry++) {
		if (!(*entry & 1)) {
			where = (uint64_t *)(*entry + delta);
			*where++ += delta;
			continue;
		}
		for (uint64_t bits = *entry >> 1, *word = where; bits; bits >>= 1, word++)
			if (bits & 1)
				*word += delta;
		where += 63;
	}
}

static bool apply_rela(uintptr_t delta, const struct rela *rela, size_t count, uint32_t relative)
{
	for (; count; count--, rela++) {
		if ((uint32_t)rela->info != relative)
			return false;
		*(uint64_t *)(rela->offset + delta) = rela->addend + delta;
	}
	return true;
}

bool ukplat_relocate(uintptr_t delta, const struct ukplat_dynamic *dynamic, uint32_t relative)
{
	uint64_t relr = value_of(dynamic, DT_RELR), rela = value_of(dynamic, DT_RELA);

	if (relr)
		apply_relr(delta, (const uint64_t *)(relr + delta),
			   value_of(dynamic, DT_RELRSZ) / sizeof(uint64_t));
	return !rela || apply_rela(delta, (const struct rela *)(rela + delta),
				   value_of(dynamic, DT_RELASZ) / sizeof(struct rela), relative);
}
