/* SPDX-License-Identifier: BSD-3-Clause */
/* Takes all memory there is, block by block, and then in one piece. */
#include <uk/alloc.h>
#include <uk/print.h>
#include <uk/string.h>

#include "peer.h"

enum { BLOCK = 64 << 10 };

struct block {
	struct block *next;
	char rest[BLOCK - sizeof(struct block *)];
};

static struct block *take_all(size_t *count)
{
	struct block *first = NULL, *block;

	for (*count = 0; (block = uk_malloc(sizeof(*block))); first = block, (*count)++) {
		memset(block, (int)*count, sizeof(*block));
		block->next = first;
	}
	return first;
}

void hungry(const char *arg)
{
	struct uk_alloc_stats stats;
	struct block *block, *next;
	size_t count;
	void *most;

	(void)arg;
	for (block = take_all(&count); block; block = next) {
		next = block->next;
		uk_free(block);
	}
	uk_alloc_get_stats(uk_alloc_default(), &stats);
	CHECK(stats.failures == 1 && stats.used == 0);
	/* In two regions at most. */
	most = uk_malloc(stats.total / 2);
	CHECK(most != NULL);
	uk_free(most);
	uk_printf("had %zu KiB of %zu\n", count * (BLOCK >> 10), stats.total >> 10);
}
