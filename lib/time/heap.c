/* SPDX-License-Identifier: BSD-3-Clause */
/* Pairing heap: children hang off the first child by sibling; previous is the left sibling or the parent. */
#include "heap.h"

/* Join two roots without siblings; either may be NULL. */
static struct uk_timer *meld(struct uk_timer *a, struct uk_timer *b)
{
	if (!a || !b)
		return a ? a : b;
	if (b->deadline < a->deadline) {
		struct uk_timer *later = a;

		a = b;
		b = later;
	}
	b->previous = a;
	b->sibling = a->child;
	if (b->sibling)
		b->sibling->previous = b;
	a->child = b;
	return a;
}

static struct uk_timer *take_first(struct uk_timer **list)
{
	struct uk_timer *timer = *list;

	if (timer) {
		*list = timer->sibling;
		timer->sibling = NULL;
		timer->previous = NULL;
	}
	return timer;
}

/* Two passes: join neighbours, then join the pairs from the last to the first. */
static struct uk_timer *meld_children(struct uk_timer *children)
{
	struct uk_timer *pairs = NULL, *root = NULL;

	while (children) {
		struct uk_timer *first = take_first(&children);
		struct uk_timer *pair = meld(first, take_first(&children));

		pair->sibling = pairs;
		pairs = pair;
	}
	while (pairs)
		root = meld(root, take_first(&pairs));
	return root;
}

void uk_timer_heap_insert(struct uk_timer **root, struct uk_timer *timer)
{
	timer->child = NULL;
	timer->sibling = NULL;
	timer->previous = NULL;
	*root = meld(*root, timer);
}

static void cut(struct uk_timer *timer)
{
	if (timer->previous->child == timer)
		timer->previous->child = timer->sibling;
	else
		timer->previous->sibling = timer->sibling;
	if (timer->sibling)
		timer->sibling->previous = timer->previous;
}

void uk_timer_heap_remove(struct uk_timer **root, struct uk_timer *timer)
{
	struct uk_timer *rest = meld_children(timer->child);

	if (timer == *root) {
		*root = rest;
		return;
	}
	cut(timer);
	*root = meld(*root, rest);
}
