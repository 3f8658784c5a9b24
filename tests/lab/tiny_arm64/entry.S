/* SPDX-License-Identifier: BSD-3-Clause */
/* The smallest guest of Xen on Arm64: entry and calls. It runs where it was loaded, without MMU. */

	/* Documentation/arm64/booting.rst, "Call the kernel image" */
	.section .head, "ax"
	.globl image_start
image_start:
	b	1f
	.long	0
	.quad	0			/* distance from the start of memory */
	.quad	image_size
	.quad	0xa			/* little-endian, 4 KiB pages, anywhere */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0
1:	adr	x1, stack_end
	mov	sp, x1
	bl	guest_main
2:	wfi
	b	2b

	/* long hypercall(a0, a1, a2, number); xen/include/public/arch-arm.h, "Hypercall Calling Convention" */
	.globl hypercall
hypercall:
	mov	x16, x3
	hvc	#0xea1
	ret

	.section .note.GNU-stack, "", @progbits
