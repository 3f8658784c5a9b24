/* SPDX-License-Identifier: BSD-3-Clause */
/* The least Linux process: writes a line and ends. What fork, exec and exit cost, without an image. */
	.text
	.globl	_start
_start:
	mov	$1, %eax		/* write */
	mov	$1, %edi
	mov	$line, %esi
	mov	$line_end - line, %edx
	syscall
	mov	$60, %eax		/* exit */
	xor	%edi, %edi
	syscall

line:	.ascii	"Hello, world!\n"
line_end:
