/* SPDX-License-Identifier: BSD-3-Clause */
/* Asking the sources: all quick ones, slow ones as long as more is needed. */
#include <uk/arch/cpu.h>
#include <uk/plat/clock.h>

#include "gather.h"
#include "pool.h"

UK_TABLE_DECLARE(random_source);

static void ask(const struct uk_random_source *source)
{
	uint8_t data[64];
	unsigned int bits = 0;
	size_t len = source->read(data, sizeof(data), &bits);

	uk_random_add(data, uk_min(len, sizeof(data)), bits);
	wipe(data, sizeof(data));
}

static void ask_all(bool slow)
{
	uk_table_for_each (slot, random_source) {
		const struct uk_random_source *source = *slot;

		if (source->slow == slow && !(slow && uk_random_ready()))
			ask(source);
	}
}

static void add_clocks(void)
{
	const uint64_t clocks[] = { ukarch_cycles(), ukplat_clock_monotonic(),
				    ukplat_clock_wall() };

	uk_random_add(clocks, sizeof(clocks), 0);
}

void uk_random_gather(void)
{
	add_clocks();
	ask_all(false);
	ask_all(true);
	add_clocks();
	uk_random_reseed();
}
