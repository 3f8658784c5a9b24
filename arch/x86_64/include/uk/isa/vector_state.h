/* SPDX-License-Identifier: BSD-3-Clause */
/* Switching the floating-point and vector units on. */
#ifndef UK_ISA_VECTOR_STATE_H
#define UK_ISA_VECTOR_STATE_H

#include <uk/base.h>

/**
 * ukarch_vector_state_enable() - let the CPU use all vector registers that it has and we know.
 *
 * SSE is on since entry; this adds XSAVE with AVX and AVX-512 (Intel SDM volume 1, 13.3).
 *
 * Context: each CPU once, at its start.
 */
UK_API void ukarch_vector_state_enable(void);

#endif
