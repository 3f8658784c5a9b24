/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupt numbers are the controller's INTIDs. */
#include <uk/errno.h>

#include <common/gic.h>

int ukplat_irq_register(unsigned int irq, struct ukplat_irq_action *action)
{
	return ukplat_gic_register(irq, action);
}

void ukplat_irq_unregister(unsigned int irq, struct ukplat_irq_action *action)
{
	ukplat_gic_unregister(irq, action);
}

int ukplat_irq_allocate_msi(struct ukplat_msi *message)
{
	(void)message;
	return -ENODEV;
}
