/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this platform share on Arm64. */
#ifndef UK_KVM_H
#define UK_KVM_H

#include <common/device_tree.h>

/* start.c: what the device tree says; constant after boot. */
extern struct ukplat_tree start_tree;
extern uint64_t start_image_phys;
_Noreturn void start_fail(const char *reason);

/* clock.c; false when the counter does not tell its rate. */
bool clock_init(void);
void clock_timer_interrupt(void);

/* console.c */
void console_init(const struct ukplat_tree_uart *uart);

/* interrupt.c; false when there is no controller that it knows. */
bool interrupt_init(void);
void interrupt_dispatch(void);

/* memory.c: all of the list's free memory into the direct map; more of it, for what the loader left. */
void memory_init(void);
const void *memory_map_phys(uint64_t phys, uint64_t size);

/* power.c: goes on with the end of the machine, if an exception came from there. */
void power_exception(void);

#endif
