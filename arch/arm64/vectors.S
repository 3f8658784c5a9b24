/* SPDX-License-Identifier: BSD-3-Clause */
/* Entry stubs of exceptions and interrupts (Arm ARM, VBAR_EL1). */
#include <uk/isa/save.S>
#include <uk/isa/vectors.h>

/* Offsets in struct ukarch_vector_handlers, and in struct ukplat_cpu. */
#define HANDLER_EXCEPTION   0
#define HANDLER_INTERRUPT   8
#define CPU_INTERRUPT_DEPTH 12

/* struct interrupt_frame: a frame record, pc and pstate, what a C function may change. */
#define INTERRUPT_FRAME 208

	.section .bss.ukarch_vector_handlers, "aw", @nobits
	.balign 8
handlers:
	.skip 16

	.section .text.ukarch_vectors, "ax", @progbits

	.macro exception_from sp
	.balign 128
	sub	sp, sp, #UKARCH_REGISTERS_SIZE
	stp	x0, x1, [sp]
	.ifc \sp, sp_el0
	mrs	x0, sp_el0
	.else
	add	x0, sp, #UKARCH_REGISTERS_SIZE
	.endif
	str	x0, [sp, #UKARCH_REGISTERS_SP]
	b	exception
	.endm

	.type ukarch_vectors, @function
	.balign 2048
ukarch_vectors:
	/* From SP_EL0, all code of the image: synchronous, interrupt, fast interrupt, error. */
	exception_from sp_el0
	.balign 128
	b	interrupt
	exception_from sp_el0
	exception_from sp_el0
	/* From SP_EL1: while a crash is reported. */
	.rept 4
	exception_from sp_el1
	.endr
	/* There are no lower levels. */
	.rept 8
	exception_from sp_el1
	.endr
	.size ukarch_vectors, . - ukarch_vectors

/* Completes a struct ukarch_registers, whose x0, x1 and sp are stored. */
	.type exception, @function
exception:
	ukarch_store_x2_to_x29
	str	x30, [sp, #240]
	mrs	x1, elr_el1
	mrs	x2, spsr_el1
	stp	x1, x2, [sp, #UKARCH_REGISTERS_PC]
	mrs	x1, esr_el1
	mrs	x2, far_el1
	stp	x1, x2, [sp, #UKARCH_REGISTERS_SYNDROME]
	mov	x29, xzr
	mov	x0, sp
	adrp	x1, handlers
	ldr	x1, [x1, #:lo12:handlers + HANDLER_EXCEPTION]
	blr	x1
	b	.
	.size exception, . - exception

	/* What a C function may change, and x19, which has the per-CPU base meanwhile. */
	.macro	scratch_registers op
	\op	x2, x3, [sp, #48]
	\op	x4, x5, [sp, #64]
	\op	x6, x7, [sp, #80]
	\op	x8, x9, [sp, #96]
	\op	x10, x11, [sp, #112]
	\op	x12, x13, [sp, #128]
	\op	x14, x15, [sp, #144]
	\op	x16, x17, [sp, #160]
	\op	x18, x19, [sp, #176]
	.endm

/*
 * On the interrupted stack. The frame record makes a backtrace out of a handler go on in the interrupted
 * code. The core uses general registers alone.
 */
	.type interrupt, @function
interrupt:
	msr	spsel, #0
	sub	sp, sp, #INTERRUPT_FRAME
	stp	x0, x1, [sp, #32]
	mrs	x0, elr_el1
	mrs	x1, spsr_el1
	stp	x29, x0, [sp]
	stp	x1, x30, [sp, #16]
	scratch_registers stp
	mov	x29, sp
	mrs	x19, tpidr_el1
	ldr	w1, [x19, #CPU_INTERRUPT_DEPTH]
	add	w1, w1, #1
	str	w1, [x19, #CPU_INTERRUPT_DEPTH]
	adrp	x0, handlers
	ldr	x0, [x0, #:lo12:handlers + HANDLER_INTERRUPT]
	blr	x0
	ldr	w1, [x19, #CPU_INTERRUPT_DEPTH]
	sub	w1, w1, #1
	str	w1, [x19, #CPU_INTERRUPT_DEPTH]
	scratch_registers ldp
	ldp	x1, x30, [sp, #16]
	ldp	x29, x0, [sp]
	msr	elr_el1, x0
	msr	spsr_el1, x1
	ldp	x0, x1, [sp, #32]
	add	sp, sp, #INTERRUPT_FRAME
	eret
	.size interrupt, . - interrupt

/* void ukarch_vectors_init(const struct ukarch_vector_handlers *handlers, void *fault_stack) */
	.section .text.ukarch_vectors_init, "ax", @progbits
	.globl ukarch_vectors_init
	.type ukarch_vectors_init, @function
ukarch_vectors_init:
	ldp	x2, x3, [x0]
	adrp	x4, handlers
	add	x4, x4, #:lo12:handlers
	stp	x2, x3, [x4]
	msr	spsel, #1
	mov	sp, x1
	msr	spsel, #0
	adrp	x0, ukarch_vectors
	add	x0, x0, #:lo12:ukarch_vectors
	msr	vbar_el1, x0
	isb
	ret
	.size ukarch_vectors_init, . - ukarch_vectors_init

	.section .note.GNU-stack, "", @progbits
