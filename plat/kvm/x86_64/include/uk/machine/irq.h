/* SPDX-License-Identifier: BSD-3-Clause */
/* Masking events on KVM: the interrupt flag. Included by uk/plat/irq.h alone. */
#ifndef UK_MACHINE_IRQ_H
#define UK_MACHINE_IRQ_H

#define UKPLAT_RFLAGS_IF 0x200

static inline bool ukplat_irq_enabled(void)
{
	unsigned long flags;

	__asm__ volatile("pushfq; popq %0" : "=rm"(flags) : : "memory");
	return flags & UKPLAT_RFLAGS_IF;
}

static inline bool ukplat_irq_save(void)
{
	bool enabled = ukplat_irq_enabled();

	__asm__ volatile("cli" : : : "memory");
	return enabled;
}

static inline void ukplat_irq_enable(void)
{
	__asm__ volatile("sti" : : : "memory");
}

static inline void ukplat_irq_restore(bool enabled)
{
	if (enabled)
		ukplat_irq_enable();
}

#endif
