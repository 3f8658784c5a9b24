/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts and events: masking on this CPU, and handlers by number. */
#ifndef UK_PLAT_IRQ_H
#define UK_PLAT_IRQ_H

#include <uk/base.h>

/*
 * Masking is per CPU and is whatever the machine has: the interrupt flag (KVM), the upcall mask of a
 * Xen guest, a word that the signal handler looks at (linuxu). Inline, in uk/machine/irq.h:
 *
 * ukplat_irq_save()      mask; returns whether events were deliverable before (any context)
 * ukplat_irq_restore()   back to what ukplat_irq_save() returned; delivers what is pending
 * ukplat_irq_enable()    deliver from now on
 * ukplat_irq_enabled()   whether this CPU delivers now
 */
static inline bool ukplat_irq_save(void);
static inline void ukplat_irq_restore(bool enabled);
static inline void ukplat_irq_enable(void);
static inline bool ukplat_irq_enabled(void);

/* A handler runs with events masked, must not sleep; it returns whether its device raised the event. */
typedef bool ukplat_irq_handler(void *arg);

struct ukplat_irq_action {
	ukplat_irq_handler *handler;
	void *arg;
	struct ukplat_irq_action *next; /* the platform's, while registered */
};

/**
 * ukplat_irq_register() - call a handler when @irq fires, and unmask @irq.
 * @irq:    a number the platform gave: of a device, an MSI, the console, a host descriptor.
 * @action: the caller's, filled in but for next; stays until unregistered. Lines may be shared.
 *
 * Context: thread. Return: 0, or -EINVAL for a number that does not exist.
 */
UK_API int ukplat_irq_register(unsigned int irq, struct ukplat_irq_action *action);

/* Undo it; when it returns the handler does not run any more. Context: thread. */
UK_API void ukplat_irq_unregister(unsigned int irq, struct ukplat_irq_action *action);

struct ukplat_msi {
	uint64_t address;
	uint32_t data;
};

/**
 * ukplat_irq_allocate_msi() - a number of its own for one message-signalled interrupt.
 * @message: what the device must write to raise it (PCI Local Bus 3.0, 6.8).
 *
 * Context: thread. Return: the number, -ENOSPC when none is free, -ENODEV without MSI.
 */
UK_API int ukplat_irq_allocate_msi(struct ukplat_msi *message);

#include <uk/machine/irq.h>

#endif
