/* SPDX-License-Identifier: BSD-3-Clause */
/* Free blocks by size: insert, remove and find in constant time. */
#include <uk/bits.h>

#include "free_lists.h"

struct place {
	unsigned int first;
	unsigned int second;
};

/* The list that a block of @size stands in. */
static struct place place_of(size_t size)
{
	unsigned int high;

	if (size < 1 << SMALL_BITS)
		return (struct place){ 0, (unsigned int)(size / UNIT) };
	high = uk_highest_bit(size);
	return (struct place){ high - SMALL_BITS + 1, (size >> (high - SECOND_BITS)) % SECONDS };
}

void uk_tlsf_insert(struct free_lists *lists, struct block *block)
{
	struct place place = place_of(block->size);
	struct block **head = &lists->heads[place.first][place.second];

	block->previous_free = NULL;
	block->next_free = *head;
	if (*head)
		(*head)->previous_free = block;
	*head = block;
	lists->firsts |= 1U << place.first;
	lists->seconds[place.first] |= (uint16_t)(1U << place.second);
}

static void mark_empty(struct free_lists *lists, struct place place)
{
	lists->seconds[place.first] &= (uint16_t) ~(1U << place.second);
	if (!lists->seconds[place.first])
		lists->firsts &= ~(1U << place.first);
}

void uk_tlsf_remove(struct free_lists *lists, struct block *block)
{
	struct place place = place_of(block->size);
	struct block **head = &lists->heads[place.first][place.second];

	UK_ASSERT(block->previous_free ? block->previous_free->next_free == block : *head == block);
	UK_ASSERT(!block->next_free || block->next_free->previous_free == block);
	if (block->next_free)
		block->next_free->previous_free = block->previous_free;
	if (block->previous_free)
		block->previous_free->next_free = block->next_free;
	else
		*head = block->next_free;
	if (!*head)
		mark_empty(lists, place);
}

/* The first block of the first list at @place or above. */
static struct block *first_from(const struct free_lists *lists, struct place place)
{
	uint32_t seconds = lists->seconds[place.first] & ~0U << place.second;
	uint32_t firsts;

	if (!seconds) {
		/* Two shifts: one by 32 would be undefined. */
		firsts = lists->firsts & ~0U << place.first << 1;
		if (!firsts)
			return NULL;
		place.first = uk_lowest_bit(firsts);
		seconds = lists->seconds[place.first];
	}
	return lists->heads[place.first][uk_lowest_bit(seconds)];
}

/* Every block in the list of the result, and above, has at least @size bytes. */
static size_t rounded_up(size_t size)
{
	if (size < 1 << SMALL_BITS)
		return size;
	return size + ((size_t)1 << (uk_highest_bit(size) - SECOND_BITS)) - 1;
}

struct block *uk_tlsf_find(const struct free_lists *lists, size_t size)
{
	struct place place = place_of(size);
	struct block *block = NULL;

	if (rounded_up(size) < SIZE_LIMIT)
		block = first_from(lists, place_of(rounded_up(size)));
	if (block)
		return block;
	block = lists->heads[place.first][place.second];
	return block && block->size >= size ? block : NULL;
}
