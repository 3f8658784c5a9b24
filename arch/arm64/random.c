/* SPDX-License-Identifier: BSD-3-Clause */
/* RNDRRS (FEAT_RNG). */
#include <uk/arch/random.h>

/* It fails where the source has nothing yet (Arm ARM, RNDRRS). */
enum { TRIES = 10, ISAR0_RNDR_SHIFT = 60 };

/* A process may read it too: the host kernel emulates the access (Linux, arm64/cpu-feature-registers.rst). */
static bool has_source(void)
{
	uint64_t isar0;

	__asm__ volatile("mrs %0, id_aa64isar0_el1" : "=r"(isar0));
	return isar0 >> ISAR0_RNDR_SHIFT;
}

static bool rndrrs(uint64_t *value)
{
	uint32_t ok;

	/* Success leaves Z clear. */
	__asm__ volatile("mrs %0, s3_3_c2_c4_1; cset %w1, ne" : "=&r"(*value), "=r"(ok)::"cc");
	return ok;
}

bool ukarch_random_u64(uint64_t *value)
{
	if (!has_source())
		return false;
	for (int i = 0; i < TRIES; i++)
		if (rndrrs(value))
			return true;
	return false;
}
