/* SPDX-License-Identifier: BSD-3-Clause */
/* Segments, the task state segment and the interrupt descriptor table of one CPU. */
#ifndef UK_ISA_DESCRIPTORS_H
#define UK_ISA_DESCRIPTORS_H

#define UKARCH_SEGMENT_CODE 0x08
#define UKARCH_SEGMENT_DATA 0x10
#define UKARCH_SEGMENT_TASK 0x18

/*
 * Vectors 0 to 31 are exceptions; the image uses 32 to 127 and no more, so that the table stays small
 * and each entry stub has eight bytes.
 */
#define UKARCH_VECTOR_FIRST 32
#define UKARCH_VECTORS	    128

#define UKARCH_VECTOR_DOUBLE_FAULT 8
#define UKARCH_VECTOR_PAGE_FAULT   14

#ifndef __ASSEMBLY__
#include <uk/isa/registers.h>

struct ukarch_vector_handlers {
	/* An exception, with its frame. Never returns: nothing in the image expects to take one. */
	void (*exception)(const struct ukarch_registers *registers);
	/* Another vector, interrupts masked. */
	void (*interrupt)(unsigned int vector);
};

/**
 * ukarch_descriptors_init() - load segments and the interrupt table with all exceptions in it.
 * @handlers:    called by the entry stubs; stays.
 * @fault_stack: top of a stack for double faults alone, so that a stack overflow can be reported.
 *
 * Context: boot CPU, interrupts off.
 */
UK_API void ukarch_descriptors_init(const struct ukarch_vector_handlers *handlers,
				    void *fault_stack);

/* The same for a guest whose segments and interrupt table are the hypervisor's (Xen PV). Context: boot. */
UK_API void ukarch_vector_handlers_set(const struct ukarch_vector_handlers *handlers);

/* Let @vector (32 to 127) reach the interrupt handler. Context: any. */
UK_API void ukarch_vector_enable(unsigned int vector);

#endif

#endif
