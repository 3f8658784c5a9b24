/* SPDX-License-Identifier: BSD-3-Clause */
/* The heap, and that threads give back all they took. */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <uk/alloc.h>

#include "check.h"

enum { THREADS = 20 };

void heap_works(void)
{
	char *memory = malloc(100);
	void *aligned = NULL;
	/* What the compiler does not know it cannot warn of. */
	volatile size_t huge = SIZE_MAX / 2;

	memset(memory, 'x', 100);
	memory = realloc(memory, 100000);
	CHECK(memory && memory[99] == 'x');
	CHECK(malloc_usable_size(memory) >= 100000);
	free(memory);
	CHECK_EQUAL(posix_memalign(&aligned, 4096, 10), 0);
	CHECK_EQUAL((uintptr_t)aligned % 4096, 0);
	free(aligned);
	aligned = aligned_alloc(256, 512);
	CHECK_EQUAL((uintptr_t)aligned % 256, 0);
	free(aligned);
	memory = calloc(10, 10);
	CHECK(memory && !memory[0] && !memory[99]);
	free(memory);
	errno = 0;
	CHECK_EQUAL(malloc(huge), NULL);
	CHECK_EQUAL(errno, ENOMEM);
	CHECK_EQUAL(calloc(huge, 4), NULL);
}

static void use_libc(void *arg)
{
	char text[64], words[] = "a b";

	(void)arg;
	errno = EIO;
	snprintf(text, sizeof(text), "%g %s", 1e100 / 3, strtok(words, " "));
	free(malloc(1000));
	usleep(100);
}

static void run_threads(void)
{
	struct uk_thread *threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		threads[i] = spawn("user", use_libc, NULL);
	for (int i = 0; i < THREADS; i++)
		join(threads[i]);
}

void memory_comes_back(void)
{
	struct uk_alloc_stats before, after;

	run_threads();
	uk_alloc_get_stats(uk_alloc_default(), &before);
	run_threads();
	uk_alloc_get_stats(uk_alloc_default(), &after);
	CHECK_EQUAL(before.used, after.used);
	CHECK(after.allocations - before.allocations >= THREADS);
}

static bool holds(char *memory, size_t size)
{
	for (size_t i = 0; i < size; i += 4096)
		memory[i] = (char)(i >> 12);
	for (size_t i = 0; i < size; i += 4096)
		if (memory[i] != (char)(i >> 12))
			return false;
	return true;
}

/* What a platform maps piece by piece is one block, and one that grows. */
void much_memory_in_one_piece(void)
{
	struct uk_alloc_stats stats;
	char *memory, *larger;

	uk_alloc_get_stats(uk_alloc_default(), &stats);
	memory = malloc(stats.total / 4);
	CHECK(memory && holds(memory, stats.total / 4));
	larger = realloc(memory, stats.total / 2);
	CHECK(larger && holds(larger, stats.total / 2));
	free(larger ? larger : memory);
	/* There is never more than all. */
	CHECK_EQUAL(malloc(stats.total), NULL);
}
