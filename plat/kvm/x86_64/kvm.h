/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this platform share. */
#ifndef UK_KVM_H
#define UK_KVM_H

#include <uk/isa/descriptors.h>

/* Interrupt numbers are vectors less 32: first the lines of the I/O APIC, then messages. */
enum {
	IRQ_LINES_MAX = 48,
	IRQ_FIRST_MESSAGE = IRQ_LINES_MAX,
	VECTOR_TIMER = UKARCH_VECTORS - 2,
	VECTOR_SPURIOUS = UKARCH_VECTORS - 1,
	IRQ_COUNT = VECTOR_TIMER - UKARCH_VECTOR_FIRST,
};

/* clock.c: a first look at the reference counter, the timer, a rate from a second look. */
void clock_start(void);
void clock_timer_init(void);
void clock_init(void);
void clock_timer_interrupt(void);

/* console.c */
void console_init(void);

/* interrupt.c */
void interrupt_init(void);
void interrupt_dispatch(unsigned int vector);

/* mmio.c: takes the loader's words off the end of the command line. */
void mmio_init(char *command_line);

/* power.c: what the firmware's tables say, or NULL. */
struct acpi_power;
const struct acpi_power *power_tables(void);

/* start.c */
extern uint64_t start_rsdp;
_Noreturn void start_fail(const char *reason);

#endif
