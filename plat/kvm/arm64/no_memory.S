/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory ends within the image: QEMU looks at its size and does not start it, and nothing here could tell. */
	.section .text.ukplat_image_no_memory, "ax", @progbits
	.globl ukplat_image_no_memory
	.type ukplat_image_no_memory, @function
ukplat_image_no_memory:
	wfi
	b	ukplat_image_no_memory
	.size ukplat_image_no_memory, . - ukplat_image_no_memory

	.section .note.GNU-stack, "", @progbits
