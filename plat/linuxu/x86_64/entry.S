/* SPDX-License-Identifier: BSD-3-Clause */
/* Where the process starts, and where an interrupted thread runs its interrupt handlers. */

	.cfi_sections .debug_frame

/* The kernel leaves argc, argv, envp and the auxiliary vector at the stack pointer. */
	.section .text.linuxu_entry, "ax", @progbits
	.globl	linuxu_entry
	.type	linuxu_entry, @function
linuxu_entry:
	.cfi_startproc
	.cfi_undefined rip
	xorl	%ebp, %ebp
	movq	%rsp, %rdi
	andq	$-16, %rsp
	call	linuxu_start
	ud2
	.cfi_endproc
	.size	linuxu_entry, . - linuxu_entry

/* _Noreturn void linuxu_run_on(void *stack_top, void (*function)(void)) */
	.section .text.linuxu_run_on, "ax", @progbits
	.globl	linuxu_run_on
	.hidden	linuxu_run_on
	.type	linuxu_run_on, @function
linuxu_run_on:
	.cfi_startproc
	.cfi_undefined rip
	movq	%rdi, %rsp
	xorl	%ebp, %ebp
	call	*%rsi
	ud2
	.cfi_endproc
	.size	linuxu_run_on, . - linuxu_run_on

/*
 * The signal handler sends an interrupted thread here, on its own stack: from here on an interrupt
 * looks as it does on a machine, and handlers may switch to another thread. The vDSO is the host's
 * code and may have a red zone, which is left alone. Handlers do not use vector registers.
 */
	.section .text.linuxu_interrupted, "ax", @progbits
	.globl	linuxu_interrupted
	.hidden	linuxu_interrupted
	.type	linuxu_interrupted, @function
linuxu_interrupted:
	.cfi_startproc
	.cfi_signal_frame
	.cfi_def_cfa_offset 0
	.cfi_undefined rip
	leaq	-128(%rsp), %rsp
	.cfi_def_cfa_offset 128
	pushq	linuxu_interrupted_at(%rip)
	.cfi_def_cfa_offset 136
	.cfi_offset rip, -136
	pushfq
	.cfi_adjust_cfa_offset 8
	cld
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	/* A frame for the crash report's backtrace: it returns to the interrupted code. */
	pushq	16(%rsp)
	.cfi_adjust_cfa_offset 8
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	movq	%rsp, %rbp
	.irp register, rax, rcx, rdx, rsi, rdi, r8, r9, r10, r11, rbx
	pushq	%\register
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset \register, 0
	.endr
	movq	%rsp, %rbx
	andq	$-16, %rsp
	.cfi_def_cfa_register rbx
	call	ukplat_events_deliver
	movq	%rbx, %rsp
	.cfi_def_cfa_register rsp
	.irp register, rbx, r11, r10, r9, r8, rdi, rsi, rdx, rcx, rax
	popq	%\register
	.cfi_adjust_cfa_offset -8
	.cfi_restore \register
	.endr
	leaq	16(%rsp), %rsp
	.cfi_adjust_cfa_offset -16
	popq	%rbp
	.cfi_adjust_cfa_offset -8
	.cfi_restore rbp
	popfq
	.cfi_adjust_cfa_offset -8
	ret	$128
	.cfi_endproc
	.size	linuxu_interrupted, . - linuxu_interrupted

	.section .note.GNU-stack, "", @progbits
