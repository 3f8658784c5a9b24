/* SPDX-License-Identifier: BSD-3-Clause */
/* The per-CPU base of a process: TPIDR_EL1 is the host kernel's. */
#include <uk/arch/cpu.h>

void *ukarch_process_cpu;
