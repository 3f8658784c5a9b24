/* SPDX-License-Identifier: BSD-3-Clause */
/* memcpy, memmove, memset, memcmp in general registers: no vector state to save in an interrupt. */

	.cfi_sections .debug_frame

	.macro	function name
	.globl	\name
	.type	\name, @function
\name:
	.endm

/*
 * One function for both: every branch reads what a later store of it could overwrite before it.
 * x0 to, x1 from, x2 bytes; returns to.
 */
	.section .text.memmove, "ax", @progbits
	function memcpy
	function memmove
	.cfi_startproc
	add	x4, x1, x2
	add	x5, x0, x2
	cmp	x2, #16
	b.ls	.Lcopy_16
	cmp	x2, #32
	b.ls	.Lcopy_32

	sub	x3, x0, x1
	cmp	x3, x2
	b.lo	.Lbackward

	/* Forward: the last 32 bytes are read first and written last. */
	ldp	x6, x7, [x4, #-16]
	ldp	x8, x9, [x4, #-32]
	mov	x3, x0
1:
	ldp	x10, x11, [x1]
	ldp	x12, x13, [x1, #16]
	add	x1, x1, #32
	stp	x10, x11, [x3]
	stp	x12, x13, [x3, #16]
	add	x3, x3, #32
	sub	x2, x2, #32
	cmp	x2, #32
	b.hi	1b
	stp	x6, x7, [x5, #-16]
	stp	x8, x9, [x5, #-32]
	ret

	/* Backward: the same from the other end. */
.Lbackward:
	ldp	x6, x7, [x1]
	ldp	x8, x9, [x1, #16]
1:
	ldp	x10, x11, [x4, #-16]
	ldp	x12, x13, [x4, #-32]
	sub	x4, x4, #32
	stp	x10, x11, [x5, #-16]
	stp	x12, x13, [x5, #-32]
	sub	x5, x5, #32
	sub	x2, x2, #32
	cmp	x2, #32
	b.hi	1b
	stp	x6, x7, [x0]
	stp	x8, x9, [x0, #16]
	ret

.Lcopy_32:
	ldp	x6, x7, [x1]
	ldp	x8, x9, [x4, #-16]
	stp	x6, x7, [x0]
	stp	x8, x9, [x5, #-16]
	ret
.Lcopy_16:
	tbz	w2, #3, 1f
	ldr	x6, [x1]
	ldr	x7, [x4, #-8]
	str	x6, [x0]
	str	x7, [x5, #-8]
	ret
1:
	tbnz	w2, #4, 2f
	tbz	w2, #2, 3f
	ldr	w6, [x1]
	ldr	w7, [x4, #-4]
	str	w6, [x0]
	str	w7, [x5, #-4]
	ret
2:
	ldp	x6, x7, [x1]
	stp	x6, x7, [x0]
	ret
3:
	/* 0 to 3 bytes: first, middle, last. */
	cbz	x2, 4f
	lsr	x3, x2, #1
	ldrb	w6, [x1]
	ldrb	w7, [x1, x3]
	ldrb	w8, [x4, #-1]
	strb	w6, [x0]
	strb	w7, [x0, x3]
	strb	w8, [x5, #-1]
4:
	ret
	.cfi_endproc
	.size	memcpy, . - memcpy
	.size	memmove, . - memmove

/* x0 memory, w1 byte, x2 bytes; returns memory. */
	.section .text.memset, "ax", @progbits
	function memset
	.cfi_startproc
	and	x1, x1, #0xff
	mov	x3, #0x0101010101010101
	mul	x1, x1, x3
	add	x4, x0, x2
	mov	x3, x0
	cmp	x2, #16
	b.lo	.Lset_16
	/* The last 16 bytes first; what is left is a multiple of 16, or overlaps them. */
	stp	x1, x1, [x4, #-16]
	sub	x5, x4, #64
	cmp	x2, #64
	b.lo	2f
1:
	stp	x1, x1, [x3]
	stp	x1, x1, [x3, #16]
	stp	x1, x1, [x3, #32]
	stp	x1, x1, [x3, #48]
	add	x3, x3, #64
	cmp	x3, x5
	b.ls	1b
2:
	sub	x5, x4, #16
	b	4f
3:
	stp	x1, x1, [x3], #16
4:
	cmp	x3, x5
	b.lo	3b
	ret
1:
	strb	w1, [x3], #1
.Lset_16:
	cmp	x3, x4
	b.ne	1b
	ret
	.cfi_endproc
	.size	memset, . - memset

/* x0, x1, x2 bytes; returns below, at or above zero as the first difference is. */
	.section .text.memcmp, "ax", @progbits
	function memcmp
	.cfi_startproc
	cmp	x2, #8
	b.lo	.Lcompare_8
1:
	ldr	x3, [x0], #8
	ldr	x4, [x1], #8
	cmp	x3, x4
	b.ne	.Ldifferent
	subs	x2, x2, #8
	b.eq	.Lequal
	cmp	x2, #8
	b.hs	1b
	/* 1 to 7 bytes are left after at least 8 equal ones: compare the last 8 again. */
	add	x0, x0, x2
	add	x1, x1, x2
	ldr	x3, [x0, #-8]
	ldr	x4, [x1, #-8]
	cmp	x3, x4
	b.eq	.Lequal
.Ldifferent:
	rev	x3, x3
	rev	x4, x4
	cmp	x3, x4
	mov	w0, #1
	cneg	w0, w0, lo
	ret
2:
	ldrb	w3, [x0], #1
	ldrb	w4, [x1], #1
	subs	w3, w3, w4
	b.ne	3f
	sub	x2, x2, #1
.Lcompare_8:
	cbnz	x2, 2b
.Lequal:
	mov	w0, #0
	ret
3:
	mov	w0, w3
	ret
	.cfi_endproc
	.size	memcmp, . - memcmp

	.section .note.GNU-stack, "", @progbits
