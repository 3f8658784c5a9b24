/* SPDX-License-Identifier: BSD-3-Clause */
/* The local APIC, by memory (xAPIC) or by MSR (x2APIC), and the I/O APIC. */
#ifndef UK_ISA_APIC_H
#define UK_ISA_APIC_H

#include <uk/base.h>

/* Where the I/O APIC and the local APICs lie unless somebody moved them. */
#define UKARCH_IOAPIC_PHYS 0xfec00000
#define UKARCH_APIC_PHYS   0xfee00000

/**
 * ukarch_apic_init() - switch this CPU's local APIC on, everything in it masked.
 * @registers: its registers' mapping, used when the CPU has no x2APIC.
 * @spurious:  vector of spurious interrupts; its low four bits are set.
 *
 * Context: boot, interrupts off.
 */
UK_API void ukarch_apic_init(volatile void *registers, unsigned int spurious);

/* Physical address of this CPU's registers. Context: any. */
UK_API uint64_t ukarch_apic_phys(void);

/* This CPU's id, as interrupt messages name it. Context: any. */
UK_API uint32_t ukarch_apic_id(void);

/* End of the interrupt in service. Context: interrupt. */
UK_API void ukarch_apic_eoi(void);

/* Let the timer raise @vector, once a count or at each end of it. Context: interrupts off. */
UK_API void ukarch_apic_timer_init(unsigned int vector, bool repeat);

/* Fire @count bus cycles from now; 0 stops. Context: interrupts off. */
UK_API void ukarch_apic_timer_count(uint32_t count);

/* What is left of the count; 0 once it has fired, unless it repeats. Context: any. */
UK_API uint32_t ukarch_apic_timer_left(void);

/**
 * ukarch_ioapic_add() - learn of an I/O APIC; its lines are numbered after those of the ones before.
 * @registers: its mapping.
 *
 * Context: boot, interrupts off. Return: number of lines, 0 when there is no I/O APIC.
 */
UK_API unsigned int ukarch_ioapic_add(volatile void *registers);

/**
 * ukarch_ioapic_route() - send a line to this CPU, unmasked.
 * @line:   one that ukarch_ioapic_add() counted.
 * @vector: raised by it.
 * @level:  level-triggered instead of edge-triggered; both active high.
 *
 * Context: interrupts off.
 */
UK_API void ukarch_ioapic_route(unsigned int line, unsigned int vector, bool level);
UK_API void ukarch_ioapic_mask(unsigned int line);

#endif
