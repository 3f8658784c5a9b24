/* SPDX-License-Identifier: BSD-3-Clause */
/* The smallest guest of Xen, PV and PVH: prints a line and ends for the reason that its command line gives. */

/* Elf notes: xen/include/public/elfnote.h */
#define NOTE(type, ...)						\
	.pushsection .note.Xen, "a", @note;			\
	.long 4, 2f - 1f, type;					\
	.asciz "Xen";						\
1:	__VA_ARGS__;						\
2:	.balign 4;						\
	.popsection

	NOTE(1, .quad pv_entry)		/* XEN_ELFNOTE_ENTRY */
	NOTE(3, .quad 0)		/* VIRT_BASE */
	NOTE(4, .quad 0)		/* PADDR_OFFSET */
	NOTE(5, .asciz "xen-3.0")	/* XEN_VERSION */
	NOTE(6, .asciz "tiny")		/* GUEST_OS */
	NOTE(8, .asciz "generic")	/* LOADER */
	NOTE(18, .long pvh_entry)	/* PHYS32_ENTRY */

	.text
	.code64
	.globl pv_entry
pv_entry:
	lea	stack_end(%rip), %rsp
	mov	%rsi, %rdi
	call	pv_main
1:	jmp	1b

	/* xen/include/public/arch-x86/hvm/start_info.h: the command line's address is at 24. */
	.code32
	.globl pvh_entry
pvh_entry:
	mov	$stack_end, %esp
	mov	24(%ebx), %esi
	mov	(%esi), %al
	/* HVMOP_get_param: HVM_PARAM_CONSOLE_PFN is 17, HVM_PARAM_CONSOLE_EVTCHN 18. */
	mov	$17, %ecx
	call	get_param
	shl	$12, %edx
	mov	%edx, %edi
	mov	$18, %ecx
	call	get_param
	mov	%edx, reason
	/* xen/include/public/io/console.h: out is at 1024, out_prod at 3084; the ring is empty. */
	xor	%ecx, %ecx
2:	mov	message(%ecx), %dl
	test	%dl, %dl
	jz	3f
	mov	%dl, 1024(%edi, %ecx)
	inc	%ecx
	jmp	2b
3:	mov	%ecx, 3084(%edi)
	push	%eax
	mov	$32, %eax		/* event_channel_op, EVTCHNOP_send */
	mov	$4, %ebx
	mov	$reason, %ecx
	vmmcall
	pop	%eax
	sub	$'0', %al
	jb	5f
	cmp	$9, %al
	ja	5f
	movzbl	%al, %eax
	mov	%eax, reason
4:	mov	$29, %eax		/* sched_op, SCHEDOP_shutdown */
	mov	$2, %ebx
	mov	$reason, %ecx
	vmmcall
5:	mov	$29, %eax		/* SCHEDOP_yield, for ever */
	xor	%ebx, %ebx
	vmmcall
	jmp	5b

/* %ecx: index; gives %edx */
get_param:
	push	%eax
	mov	%ecx, parameter + 4
	mov	$34, %eax		/* hvm_op, HVMOP_get_param */
	mov	$1, %ebx
	mov	$parameter, %ecx
	vmmcall
	mov	parameter + 8, %edx
	pop	%eax
	ret

	.data
	.balign 8
parameter:
	.short	0x7ff0, 0		/* DOMID_SELF */
	.long	0
	.quad	0
reason:
	.long	0
	.globl message
message:
	.asciz	"tiny guest\r\n"

	.bss
	.balign 16
	.skip	4096
stack_end:

	.section .note.GNU-stack, "", @progbits
