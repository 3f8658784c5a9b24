/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts by INTID, and waiting for them. */
#include <uk/arch/cpu.h>
#include <uk/errno.h>
#include <uk/plat/console.h>
#include <uk/plat/cpu.h>

#include <common/counter.h>
#include <common/irq_list.h>

#include "gic.h"

enum {
	/* Shared ones up to 223: more than the virtual machines have. */
	IRQ_COUNT = 256,
	/* So many interrupts in a row that no handler knows: the line is stuck, and is masked. */
	UNHANDLED_MAX = 10000,
};

static const struct gic *gic;
static unsigned int timer;

static struct {
	struct ukplat_irq_line line;
	unsigned int unhandled;
} irqs[IRQ_COUNT];

bool ukplat_gic_init(const struct ukplat_tree *tree)
{
	gic = tree->gic == UKPLAT_TREE_GIC_V3 ? &gic_v3 : &gic_v2;
	if (tree->gic == UKPLAT_TREE_GIC_NONE || !gic->init(tree))
		return false;
	timer = tree->timer_interrupt;
	gic->enable(timer);
	return true;
}

/* The tree gives 0 to a device without an interrupt. */
static bool exists(unsigned int irq)
{
	return irq != UKPLAT_TREE_INTERRUPT_NONE && irq < IRQ_COUNT && irq != timer;
}

int ukplat_gic_register(unsigned int irq, struct ukplat_irq_action *action)
{
	bool enabled;

	if (!exists(irq))
		return -EINVAL;
	enabled = ukplat_irq_save();
	if (ukplat_irq_line_add(&irqs[irq].line, action)) {
		irqs[irq].unhandled = 0;
		gic->enable(irq);
	}
	ukplat_irq_restore(enabled);
	return 0;
}

void ukplat_gic_unregister(unsigned int irq, struct ukplat_irq_action *action)
{
	bool enabled = ukplat_irq_save();

	if (exists(irq) && ukplat_irq_line_remove(&irqs[irq].line, action))
		gic->disable(irq);
	ukplat_irq_restore(enabled);
}

static void dispatch(unsigned int irq)
{
	static const char text[] = "an interrupt line is stuck and was masked\n";

	if (ukplat_irq_line_dispatch(&irqs[irq].line)) {
		irqs[irq].unhandled = 0;
	} else if (++irqs[irq].unhandled == UNHANDLED_MAX) {
		gic->disable(irq);
		ukplat_console_write(text, sizeof(text) - 1);
	}
}

void ukplat_gic_interrupt(void)
{
	unsigned int irq = gic->acknowledge();

	if (irq >= GIC_SPURIOUS)
		return;
	if (irq == timer)
		ukplat_counter_interrupt();
	else if (irq < IRQ_COUNT)
		dispatch(irq);
	gic->end(irq);
}

/* WFI ends for a pending interrupt though it is masked: none is lost between the last look and the sleep. */
void ukplat_idle(void)
{
	__asm__ volatile("dsb sy; wfi; msr daifclr, #2; isb; msr daifset, #2" : : : "memory");
}
