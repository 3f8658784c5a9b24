/* SPDX-License-Identifier: BSD-3-Clause */
/* x86-64: macros that keep registers, for entry code here and in platforms. */

/* What a C function may change: pushed, and taken back. */
	.macro	ukarch_push_scratch
	.irp	register, rax, rcx, rdx, rsi, rdi, r8, r9, r10, r11
	pushq	%\register
	.endr
	.endm

	.macro	ukarch_pop_scratch
	.irp	register, r11, r10, r9, r8, rdi, rsi, rdx, rcx, rax
	popq	%\register
	.endr
	.endm
