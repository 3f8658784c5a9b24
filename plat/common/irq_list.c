/* SPDX-License-Identifier: BSD-3-Clause */
/* Handlers of one interrupt line. */
#include <common/irq_list.h>

bool ukplat_irq_line_add(struct ukplat_irq_line *line, struct ukplat_irq_action *action)
{
	struct ukplat_irq_action **end = &line->first;
	bool first = !line->first;

	while (*end)
		end = &(*end)->next;
	action->next = NULL;
	*end = action;
	return first;
}

bool ukplat_irq_line_remove(struct ukplat_irq_line *line, struct ukplat_irq_action *action)
{
	struct ukplat_irq_action **link = &line->first;

	while (*link && *link != action)
		link = &(*link)->next;
	if (*link)
		*link = action->next;
	return !line->first;
}

bool ukplat_irq_line_dispatch(struct ukplat_irq_line *line)
{
	bool handled = false;

	for (struct ukplat_irq_action *action = line->first, *next; action; action = next) {
		next = action->next;
		handled |= action->handler(action->arg);
	}
	return handled;
}
