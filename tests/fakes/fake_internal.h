/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the fakes. */
#ifndef TESTS_FAKE_INTERNAL_H
#define TESTS_FAKE_INTERNAL_H

/* A function of the contract: the test's own definition, if there is one, comes first. */
#define FAKE __attribute__((weak))

/* Something is pending: deliver now, or when events are unmasked. */
void fake_event(void);

/* Call the timer's handler if its deadline has been reached. */
void fake_timer_fire(void);

/* Move time to the timer's deadline; without one the CPU would sleep for ever: fails the test. */
void fake_clock_to_deadline(void);

void fake_clock_reset(void);

#endif
