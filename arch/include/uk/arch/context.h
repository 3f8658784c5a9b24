/* SPDX-License-Identifier: BSD-3-Clause */
/* Contexts: a stack to switch to, and the extended (floating point, vector) state that goes with it. */
#ifndef UK_ARCH_CONTEXT_H
#define UK_ARCH_CONTEXT_H

#include <uk/base.h>

struct ukarch_context {
	/* Stack pointer at the last switch away; callee-saved registers are on that stack. */
	uintptr_t sp;
	/* Extended-state area saved and restored at each switch, or NULL: see ukarch_extstate_size(). */
	void *extstate;
};

/**
 * ukarch_context_init() - prepare a context that starts @entry(@arg) on a fresh stack.
 * @context:   to be filled; extstate is set to NULL.
 * @stack_top: first byte above the stack, aligned to 16.
 * @entry:     never returns.
 * @arg:       for @entry.
 *
 * Context: any.
 */
UK_API void ukarch_context_init(struct ukarch_context *context, void *stack_top,
				void (*entry)(void *), void *arg);

/**
 * ukarch_context_switch() - leave @from, continue @to.
 * @from: receives the state of the caller; continued by a later switch to it.
 * @to:   prepared by ukarch_context_init() or left by a switch; not @from.
 *
 * The calling convention's callee-saved registers and the floating-point control words always move;
 * the whole extended state moves for a context that has an area, which a switch that the thread did
 * not call for needs (preemption), and a call does not. The caller keeps interrupts off.
 *
 * Context: thread, interrupts off.
 */
UK_API void ukarch_context_switch(struct ukarch_context *from, struct ukarch_context *to);

/**
 * ukarch_extstate_size() - bytes of one extended-state area on this CPU.
 *
 * From CPUID leaf 0xd where XSAVE exists (Intel SDM volume 1, 13.2), else the 512 bytes of FXSAVE.
 *
 * Context: any. Return: size; the area must be aligned to 64 bytes.
 */
UK_API size_t ukarch_extstate_size(void);

/**
 * ukarch_extstate_init() - fill an area with the state a new thread starts with.
 * @area: ukarch_extstate_size() bytes, aligned to 64.
 *
 * Context: any.
 */
UK_API void ukarch_extstate_init(void *area);

/* Save this CPU's extended state to @area, or load it. Context: interrupts off. */
UK_API void ukarch_extstate_save(void *area);
UK_API void ukarch_extstate_load(const void *area);

#endif
