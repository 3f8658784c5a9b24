/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory ends within the image: a line for Xen's log, and the end. */

/* Xen public headers, which the assembler cannot read: XEN_HYPERCALL_TAG; xen.h and sched.h. */
#define TAG			0xea1
#define HYPERVISOR_CONSOLE_IO	18
#define CONSOLEIO_WRITE		0
#define HYPERVISOR_SCHED_OP	29
#define SCHEDOP_SHUTDOWN	2
#define SHUTDOWN_CRASH		3

/*
 * From the entry code, with the MMU off and no stack. What the arguments point to is in the file, which the
 * loader has cleaned to memory.
 */
	.section .text.ukplat_image_no_memory, "ax", @progbits
	.globl ukplat_image_no_memory
	.type ukplat_image_no_memory, @function
ukplat_image_no_memory:
	mov	x16, #HYPERVISOR_CONSOLE_IO
	mov	x0, #CONSOLEIO_WRITE
	mov	x1, #line_end - line
	adr	x2, line
	hvc	#TAG
	mov	x16, #HYPERVISOR_SCHED_OP
	mov	x0, #SCHEDOP_SHUTDOWN
	adr	x1, reason
	hvc	#TAG
1:	wfi
	b	1b
line:
	.ascii	"xen: too little memory: the image does not fit\n"
line_end:
	.balign	4
reason:
	.word	SHUTDOWN_CRASH
	.size ukplat_image_no_memory, . - ukplat_image_no_memory

	.section .note.GNU-stack, "", @progbits
