/* SPDX-License-Identifier: BSD-3-Clause */
/* The generic timer: the virtual counter as the clock, its timer as the one-shot timer. */
#ifndef UK_COMMON_COUNTER_H
#define UK_COMMON_COUNTER_H

#include <uk/base.h>

/* The clock starts at 0. Context: boot. Return: false when the counter does not tell its rate. */
UK_API bool ukplat_counter_init(void);

/* What the counter showed at boot, in nanoseconds. Context: any, after ukplat_counter_init(). */
UK_API uint64_t ukplat_counter_at_boot(void);

/* The timer's interrupt has come. Context: interrupt. */
UK_API void ukplat_counter_interrupt(void);

#endif
