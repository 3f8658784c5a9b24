/* SPDX-License-Identifier: BSD-3-Clause */
/* The only raw system calls of the image: raw-syscalls in Makefile.uk names these functions. */

	.cfi_sections .debug_frame

/* long linuxu_syscall(long number, long a, long b, long c, long d, long e, long f) */
	.section .text.linuxu_syscall, "ax", @progbits
	.globl	linuxu_syscall
	.hidden	linuxu_syscall
	.type	linuxu_syscall, @function
linuxu_syscall:
	.cfi_startproc
	mov	x8, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	mov	x3, x4
	mov	x4, x5
	mov	x5, x6
	svc	#0
	ret
	.cfi_endproc
	.size	linuxu_syscall, . - linuxu_syscall

/* Where a signal handler returns to; the kernel finds the signal frame at the stack pointer. */
	.section .text.linuxu_signal_return, "ax", @progbits
	.globl	linuxu_signal_return
	.hidden	linuxu_signal_return
	.type	linuxu_signal_return, @function
	/* A debugger knows a signal frame by these very instructions; it looks before them, too. */
	nop
linuxu_signal_return:
	mov	x8, #139
	svc	#0
	.size	linuxu_signal_return, . - linuxu_signal_return

	.section .note.GNU-stack, "", @progbits
