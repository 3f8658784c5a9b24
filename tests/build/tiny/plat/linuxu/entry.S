/* SPDX-License-Identifier: BSD-3-Clause */
/* Enters main() and ends with what it returned. */
	.section .text.entry, "ax", @progbits
	.globl _start
	.type _start, @function
_start:
	xor	%ebp, %ebp
	call	main
	mov	%eax, %edi
	call	ukplat_exit
	.size _start, . - _start
