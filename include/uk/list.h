/* SPDX-License-Identifier: BSD-3-Clause */
/* Intrusive doubly linked list: the node lives in the element, the head is a node too. */
#ifndef UK_LIST_H
#define UK_LIST_H

#include <uk/base.h>

struct uk_list {
	struct uk_list *next;
	struct uk_list *prev;
};

#define UK_LIST_INIT(list)       \
	{                        \
		&(list), &(list) \
	}

/* Nothing here locks. Context: that of whoever protects the list. */
static inline void uk_list_init(struct uk_list *list)
{
	list->next = list;
	list->prev = list;
}

static inline bool uk_list_empty(const struct uk_list *list)
{
	return list->next == list;
}

static inline void uk_list_insert_between(struct uk_list *node, struct uk_list *prev,
					  struct uk_list *next)
{
	node->prev = prev;
	node->next = next;
	prev->next = node;
	next->prev = node;
}

static inline void uk_list_add_head(struct uk_list *list, struct uk_list *node)
{
	uk_list_insert_between(node, list, list->next);
}

static inline void uk_list_add_tail(struct uk_list *list, struct uk_list *node)
{
	uk_list_insert_between(node, list->prev, list);
}

/* Leaves @node as an empty list, so that it may be removed again. */
static inline void uk_list_remove(struct uk_list *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
	uk_list_init(node);
}

#define uk_list_entry(node, type, member) uk_container_of(node, type, member)

/* NULL when the list is empty. */
#define uk_list_first_entry(list, type, member) \
	(uk_list_empty(list) ? NULL : uk_list_entry((list)->next, type, member))

#define uk_list_for_each_entry(entry, list, member)                           \
	for (entry = uk_list_entry((list)->next, __typeof__(*entry), member); \
	     &entry->member != (list);                                        \
	     entry = uk_list_entry(entry->member.next, __typeof__(*entry), member))

/* The body may remove @entry; @following is scratch. */
#define uk_list_for_each_entry_safe(entry, following, list, member)                    \
	for (entry = uk_list_entry((list)->next, __typeof__(*entry), member),          \
	    following = uk_list_entry(entry->member.next, __typeof__(*entry), member); \
	     &entry->member != (list); entry = following,                              \
	    following = uk_list_entry(entry->member.next, __typeof__(*entry), member))

#endif
