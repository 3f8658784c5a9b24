/* SPDX-License-Identifier: BSD-3-Clause */
/* Context switch, and the first steps of a new context. */

	.cfi_sections .debug_frame

/*
 * void ukarch_context_switch(struct ukarch_context *from, struct ukarch_context *to)
 *
 * What stands on the stack of a context that is switched away is struct switch_frame of context.c.
 */
	.section .text.ukarch_context_switch, "ax", @progbits
	.globl	ukarch_context_switch
	.type	ukarch_context_switch, @function
ukarch_context_switch:
	.cfi_startproc
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	pushq	%rbx
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbx, 0
	pushq	%r12
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset r12, 0
	pushq	%r13
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset r13, 0
	pushq	%r14
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset r14, 0
	pushq	%r15
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset r15, 0
	subq	$8, %rsp
	.cfi_adjust_cfa_offset 8
	stmxcsr	(%rsp)
	fnstcw	4(%rsp)

	movq	%rsi, %rbx
	movq	%rsp, (%rdi)
	movq	8(%rdi), %rdi
	testq	%rdi, %rdi
	jz	1f
	call	ukarch_extstate_save
1:
	movq	(%rbx), %rsp
	movq	8(%rbx), %rdi
	testq	%rdi, %rdi
	jz	2f
	call	ukarch_extstate_load
2:
	/* After the area, whose control words are those of the time of its making. */
	ldmxcsr	(%rsp)
	fldcw	4(%rsp)
	addq	$8, %rsp
	.cfi_adjust_cfa_offset -8
	popq	%r15
	.cfi_adjust_cfa_offset -8
	.cfi_restore r15
	popq	%r14
	.cfi_adjust_cfa_offset -8
	.cfi_restore r14
	popq	%r13
	.cfi_adjust_cfa_offset -8
	.cfi_restore r13
	popq	%r12
	.cfi_adjust_cfa_offset -8
	.cfi_restore r12
	popq	%rbx
	.cfi_adjust_cfa_offset -8
	.cfi_restore rbx
	popq	%rbp
	.cfi_adjust_cfa_offset -8
	.cfi_restore rbp
	ret
	.cfi_endproc
	.size	ukarch_context_switch, . - ukarch_context_switch

/* Entered by the return above, with %r12 and %r13 of ukarch_context_init(); the outermost frame. */
	.section .text.context_start, "ax", @progbits
	.globl	context_start
	.hidden	context_start
	.type	context_start, @function
context_start:
	.cfi_startproc
	.cfi_undefined rip
	xorl	%ebp, %ebp
	movq	%r13, %rdi
	call	*%r12
	ud2
	.cfi_endproc
	.size	context_start, . - context_start

	.section .note.GNU-stack, "", @progbits
