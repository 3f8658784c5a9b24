/* SPDX-License-Identifier: BSD-3-Clause */
/* Handlers by interrupt number; lines may be shared. */
#ifndef UK_COMMON_IRQ_LIST_H
#define UK_COMMON_IRQ_LIST_H

#include <uk/plat/irq.h>

/* One line: NULL, or its actions in the order of registration. */
struct ukplat_irq_line {
	struct ukplat_irq_action *first;
};

/* Append; @action is not on a line. Context: events masked. Return: whether it is the first. */
UK_API bool ukplat_irq_line_add(struct ukplat_irq_line *line, struct ukplat_irq_action *action);

/* Take it off. Context: events masked. Return: whether the line has become empty. */
UK_API bool ukplat_irq_line_remove(struct ukplat_irq_line *line, struct ukplat_irq_action *action);

/**
 * ukplat_irq_line_dispatch() - call every handler of a line.
 * @line: a handler may take itself off it.
 *
 * All are called, since two devices may have raised a shared line at once.
 *
 * Context: interrupt. Return: whether one of them said that it was its device.
 */
UK_API bool ukplat_irq_line_dispatch(struct ukplat_irq_line *line);

#endif
