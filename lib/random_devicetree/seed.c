/* SPDX-License-Identifier: BSD-3-Clause */
/* The seed in /chosen, given out once. */
#include <uk/devicetree.h>
#include <uk/plat/boot.h>
#include <uk/plat/spinlock.h>
#include <uk/random.h>

enum { DEPTH_CHOSEN = 2 };

static struct uk_spinlock seed_lock = UK_SPINLOCK_INIT;
/* Under @seed_lock: bytes that have been given out. */
static size_t seed_used;

/* Of the nodes below the root, /chosen alone has one. */
static bool find_seed(struct uk_devicetree_property *seed)
{
	struct uk_devicetree_walk walk;
	struct uk_devicetree_node node;
	struct uk_devicetree tree;

	if (!uk_devicetree_open(&tree, ukplat_boot_info()->device_tree))
		return false;
	uk_devicetree_walk_start(&walk, &tree);
	while (uk_devicetree_next(&walk, &node))
		if (node.depth == DEPTH_CHOSEN && uk_devicetree_property(&node, "rng-seed", seed))
			return true;
	return false;
}

static size_t take(const struct uk_devicetree_property *seed, uint8_t *data, size_t len)
{
	const uint8_t *bytes = (const uint8_t *)seed->cells;
	size_t taken = 0;

	while (taken < len && seed_used < seed->size)
		data[taken++] = bytes[seed_used++];
	return taken;
}

static size_t read_seed(uint8_t *data, size_t len, unsigned int *bits)
{
	struct uk_devicetree_property seed;
	size_t taken = 0;
	bool enabled;

	if (find_seed(&seed)) {
		enabled = uk_spin_lock(&seed_lock);
		taken = take(&seed, data, len);
		uk_spin_unlock(&seed_lock, enabled);
	}
	*bits = (unsigned int)taken * 8;
	return taken;
}
UK_RANDOM_SOURCE(seed_source, .name = "device tree", .read = read_seed);
