/* SPDX-License-Identifier: BSD-3-Clause */
/* The tokens of a flattened device tree (Devicetree Specification 0.4, chapter 5). */
#include <uk/bits.h>
#include <uk/devicetree.h>
#include <uk/plat/device_tree_format.h>
#include <uk/string.h>

enum {
	/* Not in a tree: where it ends, or is wrong. */
	TOKEN_NONE = 0,

	CELLS_DEFAULT_ADDRESS = 2, /* 2.3.5 */
	CELLS_DEFAULT_SIZE = 1,
};

struct token {
	uint32_t kind;
	const char *name; /* of a property */
	struct uk_devicetree_property property;
};

static bool inside(uint32_t offset, uint32_t length, uint32_t size)
{
	return offset <= size && length <= size - offset;
}

bool uk_devicetree_open(struct uk_devicetree *tree, const void *data)
{
	const struct ukplat_tree_header *header = data;
	uint32_t size, structure, structure_size, strings;

	if (!data || (uintptr_t)data % 8 || uk_be32(header->magic) != UKPLAT_TREE_MAGIC ||
	    uk_be32(header->version) < UKPLAT_TREE_VERSION ||
	    uk_be32(header->last_compatible) > UKPLAT_TREE_LAST_COMPATIBLE)
		return false;
	size = uk_be32(header->total_size);
	structure = uk_be32(header->structure);
	structure_size = uk_be32(header->structure_size);
	strings = uk_be32(header->strings);
	tree->strings_size = uk_be32(header->strings_size);
	if (structure % 4 || !inside(structure, structure_size, size) ||
	    !inside(strings, tree->strings_size, size))
		return false;
	tree->start = (const uint32_t *)((const char *)data + structure);
	tree->end = tree->start + structure_size / 4;
	tree->strings = (const char *)data + strings;
	return true;
}

static size_t bytes_left(const struct uk_devicetree *tree, const uint32_t *at)
{
	return (size_t)((const char *)tree->end - (const char *)at);
}

/* Both return where the token ends, or NULL. */
static const uint32_t *read_property(const struct uk_devicetree *tree, const uint32_t *at,
				     struct token *token)
{
	uint32_t size, name;

	if (bytes_left(tree, at) < 8)
		return NULL;
	size = uk_be32(at[0]);
	name = uk_be32(at[1]);
	at += 2;
	if (size > bytes_left(tree, at) || name >= tree->strings_size ||
	    !memchr(tree->strings + name, '\0', tree->strings_size - name))
		return NULL;
	token->name = tree->strings + name;
	token->property = (struct uk_devicetree_property){ at, size };
	return at + (size / 4 + (size % 4 != 0));
}

static const uint32_t *skip_name(const struct uk_devicetree *tree, const uint32_t *at)
{
	const char *end = memchr(at, '\0', bytes_left(tree, at));

	return end ? at + ((size_t)(end - (const char *)at) / 4 + 1) : NULL;
}

/* Read one token; *@at moves behind it. */
static uint32_t read_token(const struct uk_devicetree *tree, const uint32_t **at,
			   struct token *token)
{
	const uint32_t *next;

	do {
		if (bytes_left(tree, *at) < 4)
			return TOKEN_NONE;
		token->kind = uk_be32(*(*at)++);
	} while (token->kind == UKPLAT_TREE_NOP);
	next = *at;
	if (token->kind == UKPLAT_TREE_PROPERTY)
		next = read_property(tree, next, token);
	else if (token->kind == UKPLAT_TREE_BEGIN_NODE)
		next = skip_name(tree, next);
	else if (token->kind != UKPLAT_TREE_END_NODE)
		next = NULL;
	if (!next)
		return TOKEN_NONE;
	*at = next;
	return token->kind;
}

void uk_devicetree_walk_start(struct uk_devicetree_walk *walk, const struct uk_devicetree *tree)
{
	walk->tree = tree;
	walk->at = tree->start;
	walk->depth = 0;
}

/* A node's properties stand before its children (5.4.2). */
static void read_level(struct uk_devicetree_walk *walk, const struct token *token)
{
	const struct uk_devicetree_property *property = &token->property;
	unsigned int level = walk->depth - 1;

	if (strcmp(token->name, "#address-cells") == 0 && property->size == 4)
		walk->levels[level].address_cells = uk_be32(*property->cells);
	else if (strcmp(token->name, "#size-cells") == 0 && property->size == 4)
		walk->levels[level].size_cells = uk_be32(*property->cells);
	else if (strcmp(token->name, "ranges") == 0)
		/* Empty: nothing is translated (2.3.8). */
		walk->levels[level].is_bus =
			property->size == 0 && (level == 0 || walk->levels[level - 1].is_bus);
}

static bool begin_node(struct uk_devicetree_walk *walk, struct uk_devicetree_node *node)
{
	unsigned int level = walk->depth;

	if (level == UK_DEVICETREE_DEPTH_MAX)
		return false;
	*node = (struct uk_devicetree_node){
		.tree = walk->tree,
		.properties = walk->at,
		.depth = ++walk->depth,
	};
	if (level > 0) {
		node->address_cells = walk->levels[level - 1].address_cells;
		node->size_cells = walk->levels[level - 1].size_cells;
		node->is_reachable = walk->levels[level - 1].is_bus;
	}
	walk->levels[level].address_cells = CELLS_DEFAULT_ADDRESS;
	walk->levels[level].size_cells = CELLS_DEFAULT_SIZE;
	walk->levels[level].is_bus = level == 0;
	return true;
}

bool uk_devicetree_next(struct uk_devicetree_walk *walk, struct uk_devicetree_node *node)
{
	struct token token;

	for (;;) {
		switch (read_token(walk->tree, &walk->at, &token)) {
		case UKPLAT_TREE_BEGIN_NODE:
			return begin_node(walk, node);
		case UKPLAT_TREE_PROPERTY:
			if (walk->depth == 0)
				return false;
			read_level(walk, &token);
			break;
		case UKPLAT_TREE_END_NODE:
			if (walk->depth <= 1)
				return false;
			walk->depth--;
			break;
		default:
			return false;
		}
	}
}

bool uk_devicetree_property(const struct uk_devicetree_node *node, const char *name,
			    struct uk_devicetree_property *property)
{
	const uint32_t *at = node->properties;
	struct token token;

	while (read_token(node->tree, &at, &token) == UKPLAT_TREE_PROPERTY)
		if (strcmp(token.name, name) == 0) {
			*property = token.property;
			return true;
		}
	return false;
}
