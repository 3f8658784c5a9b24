/* SPDX-License-Identifier: BSD-3-Clause */
/* Entry from the loader, to long mode. */

/*
 * 32-bit protected mode without paging, start info in ebx (Xen public headers,
 * arch-x86/hvm/start_info.h). Runs at its physical address until the tables stand, so it may name
 * addresses by their distance from itself alone.
 */
#include <uk/isa/descriptors.h>
#include <uk/isa/msr.h>
#include <uk/isa/page.h>

#include <common/layout_x86_64.h>

#define START_MAGIC  0x336ec578
/* Xen logs what a guest writes there; machines without that port ignore it. */
#define DEBUG_PORT   0xe9
#define CPUID_LM     (1 << 29)
#define CPUID_NX     (1 << 20)
#define TABLE_FLAGS  (UKARCH_PTE_PRESENT | UKARCH_PTE_WRITE)
/* The main thread goes on using it. */
#define STACK_SIZE   (CONFIG_STACK_SIZE * 1024)
/* Below the loader's data on every known loader; needed until the image's own stack is known to exist. */
#define SCRATCH_STACK 0x1000

/* Physical address of a symbol, once ebp holds that of ukplat_entry. */
#define AT(symbol) (symbol - ukplat_entry)(%ebp)

	.section .bss.boot_stack, "aw", @nobits
	.balign 4096
	.globl ukplat_boot_stack, ukplat_boot_stack_end
	.hidden ukplat_boot_stack
ukplat_boot_stack:
	.skip STACK_SIZE
ukplat_boot_stack_end:

	.section .bss.page_tables, "aw", @nobits
	.balign 4096
	.globl ukplat_pml4, ukplat_pd_image, ukplat_pdpt_direct, ukplat_pd_direct
	.hidden ukplat_pml4, ukplat_pd_direct
ukplat_pml4:
	.skip 4096
pdpt_image:
	.skip 4096
ukplat_pd_image:
	.skip 4096
ukplat_pdpt_direct:
	.skip 4096
ukplat_pd_direct:
	.skip 4096

	.section .text.ukplat_entry, "ax", @progbits
	.code32
	.globl ukplat_entry
	.type ukplat_entry, @function
ukplat_entry:
	cli
	cld
	movl	$SCRATCH_STACK, %esp
	call	1f
1:	popl	%ebp
	subl	$(1b - ukplat_entry), %ebp

	leal	AT(no_start_info), %esi
	cmpl	$START_MAGIC, (%ebx)
	jne	fail
	/* The last word of the image, zero by the loader, tells whether there is memory under it. */
	leal	AT(no_memory), %esi
	leal	AT(ukplat_image_end), %edi
	notl	-4(%edi)
	cmpl	$-1, -4(%edi)
	jne	fail
	notl	-4(%edi)
	leal	AT(ukplat_boot_stack_end), %esp
	call	check_cpu
	call	build_tables
	jmp	enter_long_mode
	.size ukplat_entry, . - ukplat_entry

/* Beside the code, so that where that is in memory these are too. */
	.balign 8
segments:
	.quad 0, 0x00af9b000000ffff, 0x00cf93000000ffff
segments_end:
no_start_info:
	.asciz "skerry: no start info: this image needs a loader that knows PVH\r\n"
no_long_mode:
	.asciz "skerry: this CPU has no long mode with no-execute pages\r\n"
no_memory:
	.asciz "skerry: too little memory: the image does not fit\r\n"

	.type check_cpu, @function
check_cpu:
	leal	AT(no_long_mode), %esi
	movl	%ebx, %edi
	movl	$0x80000000, %eax
	cpuid
	cmpl	$0x80000001, %eax
	jb	fail
	movl	$0x80000001, %eax
	cpuid
	movl	%edi, %ebx
	andl	$(CPUID_LM | CPUID_NX), %edx
	cmpl	$(CPUID_LM | CPUID_NX), %edx
	jne	fail
	ret
	.size check_cpu, . - check_cpu

/* The image page by page; the 2 MiB pages it is in at the direct map, and until long mode also at itself. */
	.type build_tables, @function
build_tables:
	leal	AT(ukplat_pdpt_direct), %eax
	orl	$TABLE_FLAGS, %eax
	leal	AT(ukplat_pml4), %edi
	movl	%eax, (%edi)
	movl	%eax, 8 * 273(%edi)
	movl	$UKARCH_PTE_NX_HIGH, 8 * 273 + 4(%edi)
	leal	AT(pdpt_image), %eax
	leal	TABLE_FLAGS(%eax), %edx
	movl	%edx, 8 * 511(%edi)
	leal	AT(ukplat_pd_image), %edx
	leal	TABLE_FLAGS(%edx), %ecx
	movl	%ecx, 8 * 510(%eax)
	leal	AT(ukplat_pd_direct), %eax
	leal	AT(ukplat_image_end), %ecx
	movl	%eax, %edi
	movl	$(TABLE_FLAGS | UKARCH_PTE_LARGE), %esi
1:	movl	%esi, (%edi)
	addl	$8, %edi
	addl	$(1 << UKARCH_PAGE_SHIFT_2M), %esi
	cmpl	%ecx, %esi
	jb	1b
	orl	$TABLE_FLAGS, %eax
	leal	AT(ukplat_pdpt_direct), %edi
	movl	%eax, (%edi)

	/* Directory entries for all page tables of the image. */
	leal	AT(ukplat_page_tables), %eax
	leal	AT(ukplat_image_end), %ecx
	movl	%eax, %esi
1:	leal	TABLE_FLAGS(%eax), %edi
	movl	%edi, (%edx)
	addl	$8, %edx
	addl	$4096, %eax
	cmpl	%ecx, %eax
	jb	1b

	leal	8 * ((UKPLAT_IMAGE_VIRT - UKPLAT_IMAGE_BASE) >> 12)(%esi), %edi
	leal	AT(ukplat_image_start), %eax
	leal	AT(ukplat_text_start), %ecx
	movl	$TABLE_FLAGS, %edx
	movl	$UKARCH_PTE_NX_HIGH, %esi
	call	map_range
	leal	AT(ukplat_text_end), %ecx
	movl	$UKARCH_PTE_PRESENT, %edx
	xorl	%esi, %esi
	call	map_range
	leal	AT(ukplat_rodata_end), %ecx
	movl	$UKARCH_PTE_NX_HIGH, %esi
	call	map_range
	leal	AT(ukplat_image_end), %ecx
	movl	$TABLE_FLAGS, %edx
	jmp	map_range
	.size build_tables, . - build_tables

/* From eax up to ecx, entries at edi, flags in edx and (high) esi; leaves eax and edi behind the range. */
	.type map_range, @function
map_range:
	cmpl	%ecx, %eax
	jae	2f
1:	orl	%edx, %eax
	movl	%eax, (%edi)
	movl	%esi, 4(%edi)
	xorl	%edx, %eax
	addl	$4096, %eax
	addl	$8, %edi
	cmpl	%ecx, %eax
	jb	1b
2:	ret
	.size map_range, . - map_range

	.type enter_long_mode, @function
enter_long_mode:
	leal	AT(ukplat_pml4), %eax
	movl	%eax, %cr3
	movl	$(UKARCH_CR4_PAE | UKARCH_CR4_OSFXSR | UKARCH_CR4_OSXMMEXCPT), %eax
	movl	%eax, %cr4
	movl	$UKARCH_MSR_EFER, %ecx
	movl	$(UKARCH_EFER_LME | UKARCH_EFER_NXE), %eax
	xorl	%edx, %edx
	wrmsr
	movl	$(UKARCH_CR0_PG | UKARCH_CR0_WP | UKARCH_CR0_NE | UKARCH_CR0_ET | UKARCH_CR0_MP | \
		  UKARCH_CR0_PE), %eax
	movl	%eax, %cr0
	/* A far return to 64-bit code needs no address of its own in the instruction. */
	leal	AT(segments), %eax
	pushl	%eax
	pushw	$(segments_end - segments - 1)
	lgdt	(%esp)
	pushl	$UKARCH_SEGMENT_CODE
	leal	AT(long_mode), %eax
	pushl	%eax
	lret
	.size enter_long_mode, . - enter_long_mode

/* Print esi on the first serial port and into the log of Xen, tell QEMU's debug exit of a crash, stop. */
	.type fail, @function
fail:
	movw	$0x3fd, %dx
	movl	$100000, %ecx
1:	inb	%dx, %al
	testb	$0x20, %al
	loopz	1b
	movw	$0x3f8, %dx
	lodsb
	testb	%al, %al
	jz	2f
	outb	%al, %dx
	outb	%al, $DEBUG_PORT
	jmp	fail
2:	movw	$0x501, %dx
	movl	$127, %eax
	outl	%eax, %dx
3:	hlt
	jmp	3b
	.size fail, . - fail

	.code64
	.type long_mode, @function
long_mode:
	movl	$UKARCH_SEGMENT_DATA, %eax
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %fs
	movl	%eax, %gs
	/* From where this runs to where it is linked. */
	leaq	ukplat_image_start(%rip), %rsi
	leaq	high(%rip), %rax
	subq	%rsi, %rax
	addq	$UKPLAT_IMAGE_VIRT, %rax
	jmp	*%rax
	.size long_mode, . - long_mode

/* At the link address; the image's physical address is in rsi. Nothing below the upper half stays mapped. */
	.type high, @function
high:
	leaq	ukplat_boot_stack_end(%rip), %rsp
	xorl	%ebp, %ebp
	leaq	ukplat_pml4(%rip), %rax
	movq	%rbp, (%rax)
	movq	%cr3, %rax
	movq	%rax, %cr3
	movl	%ebx, %edi
	call	ukplat_pvh_start
	ud2
	.size high, . - high
