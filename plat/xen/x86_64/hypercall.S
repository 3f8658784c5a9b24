/* SPDX-License-Identifier: BSD-3-Clause */
/* Hypercalls: the one instruction that the mode and the CPU want. */

/*
 * long xen_hypercall(unsigned int number, unsigned long a, b, c, d)
 *
 * Xen takes the number in rax and arguments in rdi, rsi, rdx, r10, and returns in rax; SYSCALL changes rcx and
 * r11 (Xen public headers, arch-x86/xen-x86_64.h). No hypercall page: it would be a page of the image, writable
 * by the hypervisor, for the same instruction.
 */
	.section .text.xen_hypercall, "ax", @progbits
	.globl xen_hypercall
	.hidden xen_hypercall
	.type xen_hypercall, @function
xen_hypercall:
	movl	%edi, %eax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	movq	%r8, %r10
	cmpb	$1, xen_hypercall_kind(%rip)
	jb	1f
	je	2f
	vmcall
	ret
1:	syscall
	ret
2:	vmmcall
	ret
	.size xen_hypercall, . - xen_hypercall

	.section .note.GNU-stack, "", @progbits
