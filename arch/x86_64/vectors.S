/* SPDX-License-Identifier: BSD-3-Clause */
/* Entry stubs of exceptions and interrupts. */
#include <uk/isa/descriptors.h>
#include <uk/isa/save.S>

/* Offsets in struct ukarch_vector_handlers, and in struct ukplat_cpu. */
#define HANDLER_EXCEPTION   0
#define HANDLER_INTERRUPT   8
#define CPU_INTERRUPT_DEPTH 12

/* Vectors for which the CPU pushes an error code: Intel SDM volume 3, table 6-1. */
#define ERROR_CODES 0x60227d00

/* Also where a hypervisor's own entry stubs go on, once the stack is as the CPU would have left it. */
	.section .text.ukarch_exception_stubs, "ax", @progbits
	.globl ukarch_exception_stubs
	.type ukarch_exception_stubs, @function
	.balign 16
ukarch_exception_stubs:
	.set vector, 0
	.rept UKARCH_VECTOR_FIRST
	.balign 16
	.if !((ERROR_CODES >> vector) & 1)
	pushq	$0
	.endif
	pushq	$vector
	jmp	exception
	.set vector, vector + 1
	.endr
	.size ukarch_exception_stubs, . - ukarch_exception_stubs

/* Completes a struct ukarch_registers; the CPU has aligned the stack so that the call finds it right. */
	.type exception, @function
exception:
	pushq	%rax
	pushq	%rbx
	pushq	%rcx
	pushq	%rdx
	pushq	%rsi
	pushq	%rdi
	pushq	%rbp
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	cld
	movq	%rsp, %rdi
	xorl	%ebp, %ebp
	call	*ukarch_vector_handlers+HANDLER_EXCEPTION(%rip)
	ud2
	.size exception, . - exception

/*
 * An interrupt pushes rbp right below the interrupted rip, as a function would below its return
 * address: a backtrace out of a handler goes on in the interrupted code.
 */
	.section .text.ukarch_interrupt_stubs, "ax", @progbits
	.globl ukarch_interrupt_stubs
	.hidden ukarch_interrupt_stubs
	.type ukarch_interrupt_stubs, @function
	.balign 16
ukarch_interrupt_stubs:
	.rept UKARCH_VECTORS - UKARCH_VECTOR_FIRST
	.balign 8
	pushq	%rbp
	pushq	$vector
	jmp	interrupt
	.set vector, vector + 1
	.endr
	.size ukarch_interrupt_stubs, . - ukarch_interrupt_stubs

/* Saves what a C function may change; the core uses general registers alone. */
	.type interrupt, @function
interrupt:
	leaq	8(%rsp), %rbp
	ukarch_push_scratch
	cld
	movl	-8(%rbp), %edi
	incl	%gs:CPU_INTERRUPT_DEPTH
	call	*ukarch_vector_handlers+HANDLER_INTERRUPT(%rip)
	decl	%gs:CPU_INTERRUPT_DEPTH
	ukarch_pop_scratch
	addq	$8, %rsp
	popq	%rbp
	iretq
	.size interrupt, . - interrupt
