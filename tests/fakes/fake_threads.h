/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads in unit tests: the real lib/sched under a FIFO policy. */
#ifndef FAKE_THREADS_H
#define FAKE_THREADS_H

/*
 * The caller becomes the main thread; once. Needs test-deps := sched time arch/x86_64. When all threads
 * sleep, time moves to the next deadline; a sleep that nothing can end fails the test.
 */
void fake_threads_start(void);

#endif
