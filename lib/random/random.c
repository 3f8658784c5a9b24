/* SPDX-License-Identifier: BSD-3-Clause */
/* The generator: a key that makes numbers, a pool that collects what will change the key. */
#include <stdatomic.h>

#include <uk/plat/clock.h>
#include <uk/plat/spinlock.h>
#include <uk/print.h>
#include <uk/string.h>

#include "gather.h"
#include "pool.h"

enum { READY_BITS = 256, BLOCKS = 4, BUFFER = BLOCKS * CHACHA20_BLOCK };

/* How long numbers come from the same seed. */
#define INTERVAL	   (300 * UK_NSEC_PER_SEC)
#define INTERVAL_NOT_READY UK_NSEC_PER_SEC

static struct {
	struct uk_spinlock lock;
	/* All under @lock. */
	struct random_pool pool;
	unsigned int
		pool_bits; /* unguessable ones in @pool that the key has not had, at most READY_BITS */
	struct random_pool key;
	uint8_t buffer[BUFFER]; /* the last @left bytes are to be handed out */
	size_t left;
	bool seeded;
	bool ready;
	uint64_t seeded_at;
} generator = { .lock = UK_SPINLOCK_INIT };

/*
 * Under the lock. Few bits are no longer counted either: whoever knew the pool before could find them
 * out from the numbers that follow.
 */
static void move_pool_to_key(void)
{
	uint8_t seed[CHACHA20_BLOCK];

	uk_random_squeeze(&generator.pool, seed, 1);
	uk_random_absorb(&generator.key, seed, sizeof(seed));
	wipe(seed, sizeof(seed));
	wipe(generator.buffer, sizeof(generator.buffer));
	generator.left = 0;
	generator.ready |= generator.pool_bits == READY_BITS;
	generator.pool_bits = 0;
}

static void add_part(const uint8_t *data, size_t len, unsigned int bits)
{
	bool enabled = uk_spin_lock(&generator.lock);

	uk_random_absorb(&generator.pool, data, len);
	bits = uk_min(bits, (unsigned int)len * 8);
	generator.pool_bits = uk_min(generator.pool_bits + bits, (unsigned int)READY_BITS);
	if (generator.pool_bits == READY_BITS)
		move_pool_to_key();
	uk_spin_unlock(&generator.lock, enabled);
}

void uk_random_add(const void *data, size_t len, unsigned int bits)
{
	/* Parts, so that the lock is never held for long. */
	enum { PART = 256 };
	const uint8_t *bytes = data;

	while (len) {
		size_t part = uk_min(len, (size_t)PART);
		unsigned int part_bits = uk_min(bits, (unsigned int)part * 8);

		add_part(bytes, part, part_bits);
		bytes += part;
		len -= part;
		bits -= part_bits;
	}
}

bool uk_random_ready(void)
{
	bool enabled = uk_spin_lock(&generator.lock);
	bool ready = generator.ready;

	uk_spin_unlock(&generator.lock, enabled);
	return ready;
}

void uk_random_reseed(void)
{
	bool enabled = uk_spin_lock(&generator.lock);

	move_pool_to_key();
	generator.seeded = true;
	generator.seeded_at = ukplat_clock_monotonic();
	uk_spin_unlock(&generator.lock, enabled);
}

static bool gathering_is_due(size_t len)
{
	bool enabled = uk_spin_lock(&generator.lock);
	uint64_t interval = generator.ready ? INTERVAL : INTERVAL_NOT_READY;
	bool due = !generator.seeded;

	/* The clock is not read for every small number. */
	if (!due && len > generator.left)
		due = ukplat_clock_monotonic() - generator.seeded_at >= interval;
	uk_spin_unlock(&generator.lock, enabled);
	return due;
}

static void gather_if_due(size_t len)
{
	static atomic_flag warned = ATOMIC_FLAG_INIT;

	if (!gathering_is_due(len))
		return;
	uk_random_gather();
	if (!uk_random_ready() && !atomic_flag_test_and_set(&warned))
		uk_warning("random: too few unpredictable bits yet; numbers may be guessed");
}

/* @len is at most BUFFER. Handed out and wiped at once. */
static void take(uint8_t *data, size_t len)
{
	bool enabled = uk_spin_lock(&generator.lock);
	uint8_t *from;

	if (generator.left < len) {
		uk_random_squeeze(&generator.key, generator.buffer, BLOCKS);
		generator.left = BUFFER;
	}
	from = generator.buffer + BUFFER - generator.left;
	memcpy(data, from, len);
	wipe(from, len);
	generator.left -= len;
	uk_spin_unlock(&generator.lock, enabled);
}

void uk_random_bytes(void *data, size_t len)
{
	uint8_t key[CHACHA20_KEY];

	if (!len)
		return;
	gather_if_due(len);
	if (len <= BUFFER / 2) {
		take(data, len);
		return;
	}
	/* A key of its own for much, so that the lock is not held meanwhile. */
	take(key, sizeof(key));
	uk_random_stream(key, data, len);
	wipe(key, sizeof(key));
}

uint32_t uk_random_u32(void)
{
	uint32_t number;

	uk_random_bytes(&number, sizeof(number));
	return number;
}

uint64_t uk_random_u64(void)
{
	uint64_t number;

	uk_random_bytes(&number, sizeof(number));
	return number;
}
