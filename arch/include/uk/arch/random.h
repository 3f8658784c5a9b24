/* SPDX-License-Identifier: BSD-3-Clause */
/* Random numbers from the CPU itself (RDSEED, RDRAND, RNDRRS), where it has an instruction for them. */
#ifndef UK_ARCH_RANDOM_H
#define UK_ARCH_RANDOM_H

#include <uk/base.h>

/**
 * ukarch_random_u64() - one number from the CPU's own source.
 * @value: receives it.
 *
 * Tries RDSEED, then RDRAND, a bounded number of times (Intel SDM volume 1, 7.3.17).
 *
 * Context: any.
 * Return: true, or false when the CPU has no source or it gave nothing in time.
 */
UK_API bool ukarch_random_u64(uint64_t *value);

#endif
