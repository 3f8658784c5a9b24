/* SPDX-License-Identifier: BSD-3-Clause */
/* Masking events on Xen on Arm64: they are interrupts. Included by uk/plat/irq.h alone. */
#ifndef UK_MACHINE_IRQ_H
#define UK_MACHINE_IRQ_H

#include <common/irq_arm64.h>

#endif
