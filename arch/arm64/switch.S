/* SPDX-License-Identifier: BSD-3-Clause */
/* Context switch, the first steps of a new context, and the extended state. */

	.cfi_sections .debug_frame

/* struct switch_frame of context.c */
#define FRAME_SIZE 176

	.macro	general_frame op
	\op	x29, x30, [sp]
	\op	x19, x20, [sp, #16]
	\op	x21, x22, [sp, #32]
	\op	x23, x24, [sp, #48]
	\op	x25, x26, [sp, #64]
	\op	x27, x28, [sp, #80]
	.endm

	/* The convention keeps the low halves of v8 to v15. */
	.macro	vector_frame op
	\op	d8, d9, [sp, #96]
	\op	d10, d11, [sp, #112]
	\op	d12, d13, [sp, #128]
	\op	d14, d15, [sp, #144]
	.endm

/* void ukarch_context_switch(struct ukarch_context *from, struct ukarch_context *to) */
	.section .text.ukarch_context_switch, "ax", @progbits
	.globl	ukarch_context_switch
	.type	ukarch_context_switch, @function
ukarch_context_switch:
	.cfi_startproc
	sub	sp, sp, #FRAME_SIZE
	.cfi_adjust_cfa_offset FRAME_SIZE
	.cfi_rel_offset x29, 0
	.cfi_rel_offset x30, 8
	general_frame stp
	vector_frame stp
	mrs	x2, fpcr
	str	x2, [sp, #160]

	mov	x19, x1
	mov	x2, sp
	str	x2, [x0]
	ldr	x0, [x0, #8]
	cbz	x0, 1f
	bl	ukarch_extstate_save
1:
	ldr	x2, [x19]
	mov	sp, x2
	/* Before the area: loading the low half of a register clears the high one. */
	vector_frame ldp
	ldr	x0, [x19, #8]
	cbz	x0, 2f
	bl	ukarch_extstate_load
2:
	/* After the area, whose control register is that of the time of its making. */
	ldr	x2, [sp, #160]
	msr	fpcr, x2
	general_frame ldp
	add	sp, sp, #FRAME_SIZE
	.cfi_adjust_cfa_offset -FRAME_SIZE
	.cfi_restore x29
	.cfi_restore x30
	ret
	.cfi_endproc
	.size	ukarch_context_switch, . - ukarch_context_switch

/* Entered by the return above, with x19 and x20 of ukarch_context_init(); the outermost frame. */
	.section .text.context_start, "ax", @progbits
	.globl	context_start
	.hidden	context_start
	.type	context_start, @function
context_start:
	.cfi_startproc
	.cfi_undefined x30
	mov	x29, xzr
	mov	x0, x20
	blr	x19
	brk	#0
	.cfi_endproc
	.size	context_start, . - context_start

	.macro	vectors op
	\op	q0, q1, [x0]
	\op	q2, q3, [x0, #32]
	\op	q4, q5, [x0, #64]
	\op	q6, q7, [x0, #96]
	\op	q8, q9, [x0, #128]
	\op	q10, q11, [x0, #160]
	\op	q12, q13, [x0, #192]
	\op	q14, q15, [x0, #224]
	\op	q16, q17, [x0, #256]
	\op	q18, q19, [x0, #288]
	\op	q20, q21, [x0, #320]
	\op	q22, q23, [x0, #352]
	\op	q24, q25, [x0, #384]
	\op	q26, q27, [x0, #416]
	\op	q28, q29, [x0, #448]
	\op	q30, q31, [x0, #480]
	.endm

/* void ukarch_extstate_save(void *area), void ukarch_extstate_load(const void *area) */
	.section .text.ukarch_extstate_save, "ax", @progbits
	.globl	ukarch_extstate_save
	.type	ukarch_extstate_save, @function
ukarch_extstate_save:
	vectors	stp
	mrs	x1, fpcr
	mrs	x2, fpsr
	str	x1, [x0, #512]
	str	x2, [x0, #520]
	ret
	.size	ukarch_extstate_save, . - ukarch_extstate_save

	.section .text.ukarch_extstate_load, "ax", @progbits
	.globl	ukarch_extstate_load
	.type	ukarch_extstate_load, @function
ukarch_extstate_load:
	vectors	ldp
	ldr	x1, [x0, #512]
	ldr	x2, [x0, #520]
	msr	fpcr, x1
	msr	fpsr, x2
	ret
	.size	ukarch_extstate_load, . - ukarch_extstate_load

	.section .note.GNU-stack, "", @progbits
