/* SPDX-License-Identifier: BSD-3-Clause */
/* The Generic Interrupt Controller: interrupts by INTID. */
#ifndef UK_COMMON_GIC_H
#define UK_COMMON_GIC_H

#include <uk/plat/irq.h>

#include <common/device_tree.h>

/**
 * ukplat_gic_init() - switch the controller on, and the timer's interrupt.
 * @tree: constant afterwards.
 *
 * Context: boot, interrupts masked. Return: false when there is none that this image knows.
 */
UK_API bool ukplat_gic_init(const struct ukplat_tree *tree);

/* As ukplat_irq_register() and ukplat_irq_unregister(), by INTID. Context: thread. */
UK_API int ukplat_gic_register(unsigned int interrupt, struct ukplat_irq_action *action);
UK_API void ukplat_gic_unregister(unsigned int interrupt, struct ukplat_irq_action *action);

/* Take the pending interrupt and run its handlers: of struct ukarch_vector_handlers. Context: interrupt. */
UK_API void ukplat_gic_interrupt(void);

#endif
