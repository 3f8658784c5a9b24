/* SPDX-License-Identifier: BSD-3-Clause */
/* Masking events of a guest on Arm64: the I bit of PSTATE. Platforms include it as uk/machine/irq.h. */
#ifndef UK_COMMON_IRQ_ARM64_H
#define UK_COMMON_IRQ_ARM64_H

#define UKPLAT_DAIF_I 0x80

static inline bool ukplat_irq_enabled(void)
{
	unsigned long daif;

	__asm__ volatile("mrs %0, daif" : "=r"(daif) : : "memory");
	return !(daif & UKPLAT_DAIF_I);
}

static inline bool ukplat_irq_save(void)
{
	bool enabled = ukplat_irq_enabled();

	__asm__ volatile("msr daifset, #2" : : : "memory");
	return enabled;
}

static inline void ukplat_irq_enable(void)
{
	__asm__ volatile("msr daifclr, #2" : : : "memory");
}

static inline void ukplat_irq_restore(bool enabled)
{
	if (enabled)
		ukplat_irq_enable();
}

#endif
