/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads in unit tests that run in an image: there, they are real, and were started at boot. */
#ifndef FAKE_THREADS_H
#define FAKE_THREADS_H

static inline void fake_threads_start(void)
{
}

#endif
