/* SPDX-License-Identifier: BSD-3-Clause */
/* Hypercalls on Arm64. */

/* XEN_HYPERCALL_TAG of Xen's public headers, which the assembler cannot read. */
#define TAG 0xea1
/* Of Xen's errors, ENOSYS. */
#define NO_SUCH_CALL 38

/*
 * long xen_hypercall(unsigned int number, unsigned long a, b, c, d)
 *
 * Xen takes the number in x16 and arguments in x0 to x3, and returns in x0; it changes only what a call may
 * change (Xen public headers, arch-arm.h). Memory that arguments point to is Normal, write-back and inner
 * shareable, as that header wants it: all of ours is. A guest that is not told of Xen makes none.
 */
	.section .text.xen_hypercall, "ax", @progbits
	.globl xen_hypercall
	.hidden xen_hypercall
	.type xen_hypercall, @function
xen_hypercall:
	adrp	x16, xen_told
	ldrb	w16, [x16, #:lo12:xen_told]
	cbz	w16, 1f
	mov	w16, w0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	mov	x3, x4
	hvc	#TAG
	ret
1:	mov	x0, #-NO_SUCH_CALL
	ret
	.size xen_hypercall, . - xen_hypercall

	.section .note.GNU-stack, "", @progbits
