/* SPDX-License-Identifier: BSD-3-Clause */
/* The CPU's own random numbers as a source. */
#include <uk/arch/random.h>
#include <uk/string.h>

#include "gather.h"

bool uk_random_trust_cpu = true;

/* Half of each word is counted: some CPUs give output of a generator of theirs. */
static size_t read_cpu(uint8_t *data, size_t len, unsigned int *bits)
{
	uint64_t word;
	size_t got = 0;

	while (len - got >= sizeof(word) && ukarch_random_u64(&word)) {
		memcpy(data + got, &word, sizeof(word));
		got += sizeof(word);
	}
	*bits = uk_random_trust_cpu ? (unsigned int)got * 4 : 0;
	return got;
}

UK_RANDOM_SOURCE(uk_random_cpu_source, .name = "cpu", .read = read_cpu);
