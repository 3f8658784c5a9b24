/* SPDX-License-Identifier: BSD-3-Clause */
/* Random numbers for keys, sequence numbers and whatever else must not be guessed. */
#ifndef UK_RANDOM_H
#define UK_RANDOM_H

#include <uk/table.h>

/**
 * uk_random_bytes() - fill memory with random bytes.
 * @data: room for @len bytes.
 * @len:  bytes.
 *
 * Always answers: when no source has given enough yet, it says so once on the console.
 *
 * Context: any; the first call gathers from the sources, which may take a millisecond.
 */
UK_API void uk_random_bytes(void *data, size_t len);

/* A random number. Context: as uk_random_bytes(). */
UK_API uint32_t uk_random_u32(void);
UK_API uint64_t uk_random_u64(void);

/**
 * uk_random_add() - mix something in, which can never make the numbers worse.
 * @data: @len bytes, of any quality.
 * @len:  bytes.
 * @bits: how much of it nobody can guess; 0 when in doubt, and what exceeds @len is not counted.
 *
 * Context: any.
 */
UK_API void uk_random_add(const void *data, size_t len, unsigned int bits);

/* Whether 256 bits that nobody can guess have been mixed in. Context: any. */
UK_API bool uk_random_ready(void);

/* A source that is asked when the generator wants to be seeded, about every five minutes of use. */
struct uk_random_source {
	const char *name;
	/*
	 * Fills up to @len bytes, sets @bits to what nobody can guess of them. Any context, must not
	 * sleep, bounded time. Return: bytes, 0 when there is nothing now.
	 */
	size_t (*read)(uint8_t *data, size_t len, unsigned int *bits);
	/* Only asked when the others did not give enough. */
	bool slow;
};

#define UK_RANDOM_SOURCE(identifier, ...)                                  \
	static const struct uk_random_source identifier = { __VA_ARGS__ }; \
	UK_TABLE_ADD(random_source, identifier)

#endif
