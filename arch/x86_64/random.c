/* SPDX-License-Identifier: BSD-3-Clause */
/* RDSEED and RDRAND. */
#include <uk/arch/random.h>
#include <uk/isa/cpuid.h>

/* Intel SDM volume 1, 7.3.17. RDSEED may run dry; RDRAND follows then. */
enum { TRIES = 10 };

enum { KNOWN = 1, HAS_RDRAND = 2, HAS_RDSEED = 4 };

/* The same value on every CPU, so that a race to find it is harmless. */
static unsigned int sources;

static unsigned int find_sources(void)
{
	unsigned int found = KNOWN;

	if (ukarch_cpuid(1, 0).ecx & UKARCH_CPUID_1_ECX_RDRAND)
		found |= HAS_RDRAND;
	if (ukarch_cpuid(7, 0).ebx & UKARCH_CPUID_7_EBX_RDSEED)
		found |= HAS_RDSEED;
	return found;
}

/* All ones with success is what some AMD CPUs give for ever after a suspend. */
static bool plausible(bool ok, uint64_t value)
{
	return ok && value != UINT64_MAX;
}

static bool rdseed(uint64_t *value)
{
	bool ok;

	__asm__ volatile("rdseed %0" : "=r"(*value), "=@ccc"(ok));
	return plausible(ok, *value);
}

static bool rdrand(uint64_t *value)
{
	bool ok;

	__asm__ volatile("rdrand %0" : "=r"(*value), "=@ccc"(ok));
	return plausible(ok, *value);
}

static bool try_often(bool (*source)(uint64_t *), uint64_t *value)
{
	for (int i = 0; i < TRIES; i++)
		if (source(value))
			return true;
	return false;
}

bool ukarch_random_u64(uint64_t *value)
{
	if (!sources)
		sources = find_sources();
	return ((sources & HAS_RDSEED) && try_often(rdseed, value)) ||
	       ((sources & HAS_RDRAND) && try_often(rdrand, value));
}
