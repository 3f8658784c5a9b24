/* SPDX-License-Identifier: BSD-3-Clause */
/* The platform contract for unit tests on the host: time that the test moves, interrupts it raises. */
#ifndef TESTS_FAKES_H
#define TESTS_FAKES_H

/*
 * Nothing has to be set up. A test that needs a function of the contract to do something else defines it
 * itself: these are weak. Events are unmasked at the start; ukplat_cpu() is CPU 0 in every host thread.
 */

#include <setjmp.h>

#include <uk/plat/boot.h>
#include <uk/plat/cpu.h>

/* fake_cpu.c */
extern struct ukplat_cpu fake_cpu;
extern uintptr_t fake_thread_pointer; /* what ukplat_thread_pointer_set() got last */

/* What ukplat_idle() does, events masked, instead of moving time to the timer; or NULL. */
extern void (*fake_idle)(void);
extern unsigned int fake_idle_count;

/* Back to the start: unmasked, no action registered, no timer, time 0. */
void fake_cpu_reset(void);

/* Interrupt lines 0 … 63. One raised while events are masked comes when they are unmasked. */
void fake_irq_raise(unsigned int irq);
bool fake_irq_registered(unsigned int irq);

/* ukplat_irq_allocate_msi() gives lines from this one on; how many more it can give. */
enum { FAKE_FIRST_MSI = 32 };
extern unsigned int fake_msi_left;

/* fake_clock.c: the clock stands still unless the test moves it; the wall clock is so much ahead. */
#define FAKE_WALL_AT_BOOT (1700000000 * UK_NSEC_PER_SEC)
void fake_clock_advance(uint64_t nanoseconds); /* fires the timer when its deadline is reached */
uint64_t fake_timer_deadline(void);	       /* UKPLAT_NEVER when it is not armed */
extern unsigned int fake_timer_arm_count;

/* fake_console.c */
const char *fake_console_output(void); /* all since the last reset, NUL-terminated */
void fake_console_reset(void);
void fake_console_input(const char *text); /* stays the caller's */

/* fake_memory.c: what ukplat_memory_take() will give, from malloc(); whole pages. */
void fake_memory_add(size_t size);
extern size_t fake_early_pages_limit; /* pages, then NULL */

/* fake_boot.c: what ukplat_boot_info() returns. */
extern struct ukplat_boot_info fake_boot_info;

/*
 * fake_power.c: ukplat_exit() and uk_crash() jump here when fake_exit_expected is set, else they fail
 * the test. A failing UK_ASSERT() is one of cmocka's expect_assert_failure().
 *
 *	fake_exit_expected = true;
 *	if (setjmp(fake_exit_jump) == 0)
 *		function_that_ends();
 *	assert_int_equal(fake_exit_status, 3);
 */
extern jmp_buf fake_exit_jump;
extern bool fake_exit_expected; /* reset by the jump */
extern int fake_exit_status;	/* UKPLAT_STATUS_CRASH after uk_crash() */
void fake_stop(void);		/* the owner asks to stop */

#endif
