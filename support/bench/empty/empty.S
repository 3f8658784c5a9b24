/* SPDX-License-Identifier: BSD-3-Clause */
/* The least PVH guest: prints a line on COM1 and stops. What a monitor costs, without a kernel. */
	.section .note.pvh, "a", @note
	.long	4, 8, 18		/* name size, value size, XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz	"Xen"
	.quad	start

	.text
	.code32
	.globl	start
start:
	mov	$0x3f8, %edx
	mov	$line, %esi
	mov	$line_end - line, %ecx
	rep outsb
	mov	$0x604, %edx		/* ACPI sleep on pc and q35 */
	mov	$0x2000, %eax
	out	%ax, %dx
	mov	$0x64, %edx		/* i8042 reset: the end where there is no ACPI */
	mov	$0xfe, %al
	out	%al, %dx
1:	hlt
	jmp	1b

line:	.ascii	"Hello, world!\n"
line_end:
