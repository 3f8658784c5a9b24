/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory ends within the image. */
	.section .text.ukplat_image_no_memory, "ax", @progbits
	.globl ukplat_image_no_memory
	.type ukplat_image_no_memory, @function
ukplat_image_no_memory:
	/* x21 is the image. A stack is where memory is: below, up to text_offset. */
	mov	sp, x21
	mov	x29, xzr
	mov	x30, xzr
	b	no_memory
	.size ukplat_image_no_memory, . - ukplat_image_no_memory

	.section .note.GNU-stack, "", @progbits
