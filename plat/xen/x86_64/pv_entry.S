/* SPDX-License-Identifier: BSD-3-Clause */
/* Entry of a PV guest, and what Xen calls in it: exceptions and the upcall. */
#include <uk/isa/descriptors.h>
#include <uk/isa/save.S>

#define HYPERCALL_IRET 23

	.section .text.xen_pv_entry, "ax", @progbits
	.globl xen_pv_entry
	.type xen_pv_entry, @function
/* In 64-bit mode, on page tables that Xen made, rsi: address of struct start_info. */
xen_pv_entry:
	cld
	leaq	ukplat_boot_stack_end(%rip), %rsp
	xorl	%ebp, %ebp
	movq	%rsi, %rdi
	call	xen_pv_start
	ud2
	.size xen_pv_entry, . - xen_pv_entry

/*
 * Xen pushes what the CPU would, and rcx and r11 below it, which SYSRET needs (arch-x86/xen-x86_64.h). Without
 * these the frame is the CPU's, and the stubs of arch/ go on.
 */
	.section .text.xen_pv_exceptions, "ax", @progbits
	.globl xen_pv_exceptions
	.hidden xen_pv_exceptions
	.type xen_pv_exceptions, @function
	.balign 16
xen_pv_exceptions:
	.set vector, 0
	.rept UKARCH_VECTOR_FIRST
	.balign 16
	popq	%rcx
	popq	%r11
	jmp	ukarch_exception_stubs + 16 * vector
	.set vector, vector + 1
	.endr
	.size xen_pv_exceptions, . - xen_pv_exceptions

/* A segment or the frame of an IRET could not be loaded: ds, es, fs, gs stand below the rest. */
	.section .text.xen_pv_failsafe, "ax", @progbits
	.globl xen_pv_failsafe
	.hidden xen_pv_failsafe
	.type xen_pv_failsafe, @function
xen_pv_failsafe:
	movq	32(%rsp), %rcx
	movq	40(%rsp), %r11
	addq	$48, %rsp
	pushq	$0
	jmp	ukarch_exception_stubs + 16 * 13
	.size xen_pv_failsafe, . - xen_pv_failsafe

/*
 * The upcall, events masked by Xen. It returns by a hypercall, which unmasks and jumps back in one step: no upcall
 * can come in between. What that wants on the stack is struct iret_context: rax, r11, rcx, flags, and the CPU's
 * frame.
 */
	.section .text.xen_pv_upcall, "ax", @progbits
	.globl xen_pv_upcall
	.hidden xen_pv_upcall
	.type xen_pv_upcall, @function
xen_pv_upcall:
	popq	%rcx
	popq	%r11
	pushq	%rbp
	movq	%rsp, %rbp
	ukarch_push_scratch
	cld
	/* The CPU does it for interrupts, Xen for upcalls: the frame is aligned; nine words more are not. */
	andq	$-16, %rsp
	call	xen_upcall
	leaq	-72(%rbp), %rsp
	ukarch_pop_scratch
	popq	%rbp
	pushq	$0
	pushq	%rcx
	pushq	%r11
	pushq	%rax
	.globl xen_pv_iret
	.hidden xen_pv_iret
	.type xen_pv_iret, @function
xen_pv_iret:
	movl	$HYPERCALL_IRET, %eax
	syscall
	ud2
	.size xen_pv_iret, . - xen_pv_iret
	.size xen_pv_upcall, . - xen_pv_upcall

	.section .note.GNU-stack, "", @progbits
