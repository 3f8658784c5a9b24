/* SPDX-License-Identifier: BSD-3-Clause */
/* Entry from the loader, to EL1 with translation on, at the link address. */
#include <uk/isa/page.h>

#include <common/layout_arm64.h>

/*
 * The boot protocol of Linux (arm64/booting.rst): MMU and data cache off, interrupts masked, at EL1 or
 * EL2, x0 is the device tree's physical address, this code is clean to the point of coherency. Runs at
 * its physical address until the tables stand, and names addresses relative to itself alone. No stack
 * is used before.
 *
 * Caches. With the MMU off, our stores go to memory past the data cache, which may still
 * hold lines of those addresses from whoever ran before: dirty ones could be evicted over what we store,
 * clean ones hide it from the walker, which reads through the cache (TCR). So tables, all that is
 * stored here, are invalidated before (dirty lines go) and after (lines fetched speculatively meanwhile
 * go). Everything else, .bss and stack too, is written with the cache on, and the same lines are used
 * from then on. The instruction cache is invalidated once, since the loader stored code as data.
 * docs/arm64-memory.md has it all, with the manual's words.
 */

/* SCTLR_EL1: bits that are one in Armv8.0. */
#define SCTLR_RES1  0x30d00800
#define SCTLR_M	    (1 << 0)
#define SCTLR_C	    (1 << 2)
#define SCTLR_SA    (1 << 3)
#define SCTLR_I	    (1 << 12)
#define SCTLR_WXN   (1 << 19)
/* T0SZ and T1SZ 25, tables write-back and inner shareable, granules of 4 KiB. */
#define TCR	    0xb5193519
#define TCR_EPD0    (1 << 7)
#define TCR_IPS_SHIFT 32
/* No more than 48 bits of physical address in tables of this format. */
#define IPS_48	    5

#define HCR_RW	    (1 << 31)
#define CPTR_RES1   0x33ff
#define SRE_ENABLE  9
#define SPSR_EL1H   0x3c5
#define CPACR_FPEN  (3 << 20)

#define PTE_TEXT    (UKARCH_PTE_PAGE | UKARCH_PTE_NORMAL | UKARCH_PTE_SHARED | UKARCH_PTE_ACCESSED | \
		     UKARCH_PTE_READONLY)
#define PTE_DATA    (UKARCH_PTE_PAGE | UKARCH_PTE_NORMAL | UKARCH_PTE_SHARED | UKARCH_PTE_ACCESSED)
#define PTE_BLOCK   (UKARCH_PTE_BLOCK | UKARCH_PTE_NORMAL | UKARCH_PTE_SHARED | UKARCH_PTE_ACCESSED)

#define STACK_SIZE  (CONFIG_STACK_SIZE * 1024)

	.section .boot_stack, "aw", @nobits
	.balign 4096
	.skip STACK_SIZE
boot_stack_end:

	.section .page_tables, "aw", @nobits
	.balign 4096
	.globl ukplat_table_root, ukplat_table_image
	.hidden ukplat_table_root, ukplat_table_image
ukplat_table_root:
	.skip 4096
ukplat_table_image:
	.skip 4096
table_direct:
	.skip 4096

	.section .text.ukplat_entry_branch, "ax", @progbits
	.globl ukplat_entry
	.type ukplat_entry, @function
ukplat_entry:
	b	enter
	nop
	.size ukplat_entry, . - ukplat_entry

	/* What goes wrong at EL1 on SP_EL1 comes here (VBAR_EL1: offset 0x200). */
	.section .text.ukplat_entry_fault, "ax", @progbits
	.type ukplat_entry_fault, @function
ukplat_entry_fault:
	b	ukplat_image_no_memory
	.size ukplat_entry_fault, . - ukplat_entry_fault

	.section .text.ukplat_entry, "ax", @progbits
	/* x20 the device tree, x21 the image, both physical, to the end. */
	.type enter, @function
enter:
	msr	daifset, #15
	mov	x20, x0
	adrp	x21, ukplat_image_start
	mrs	x0, CurrentEL
	cmp	x0, #8
	b.ne	1f
	bl	leave_el2
1:	mov	x0, #SCTLR_RES1 & 0xffff
	movk	x0, #SCTLR_RES1 >> 16, lsl #16
	msr	sctlr_el1, x0
	/* Whether there is memory up to the image's end, of which a loader may know nothing. */
	msr	vbar_el1, x21
	isb
	adrp	x0, ukplat_image_end
	ldur	x0, [x0, #-8]
	dsb	sy
	bl	move_tree
	bl	build_tables
	bl	enable_mmu
	/* From where this runs to where it is linked. */
	adr	x0, high
	sub	x0, x0, x21
	mov	x1, #UKPLAT_IMAGE_BASE
	add	x0, x0, x1
	br	x0
	.size enter, . - enter

/* Nothing of EL1 traps to EL2 any more, and the counters are those of the machine. */
	.type leave_el2, @function
leave_el2:
	mov	x0, #HCR_RW
	msr	hcr_el2, x0
	isb
	mov	x0, #3
	msr	cnthctl_el2, x0
	msr	cntvoff_el2, xzr
	mov	x0, #CPTR_RES1
	msr	cptr_el2, x0
	msr	hstr_el2, xzr
	msr	vttbr_el2, xzr
	mrs	x0, midr_el1
	msr	vpidr_el2, x0
	mrs	x0, mpidr_el1
	msr	vmpidr_el2, x0
	/* The CPU interface of a GICv3, where there is one: ICC_SRE_EL2, ICH_HCR_EL2. */
	mrs	x0, id_aa64pfr0_el1
	ubfx	x0, x0, #24, #4
	cbz	x0, 1f
	mrs	x0, s3_4_c12_c9_5
	mov	x1, #SRE_ENABLE
	orr	x0, x0, x1
	msr	s3_4_c12_c9_5, x0
	isb
	msr	s3_4_c12_c11_0, xzr
1:	mov	x0, #SCTLR_RES1 & 0xffff
	movk	x0, #SCTLR_RES1 >> 16, lsl #16
	msr	sctlr_el1, x0
	mov	x0, #SPSR_EL1H
	msr	spsr_el2, x0
	msr	elr_el2, x30
	eret
	.size leave_el2, . - leave_el2

/*
 * A loader that keeps free only what the file has (Xen and its tools) may have put the tree where our .bss, tables
 * and stack go. Then it moves to below the image, where memory is up to text_offset, if it fits. What is copied is
 * read past the cache, as the rest of what the loader left.
 */
	.type move_tree, @function
move_tree:
	sub	x0, x20, x21
	adrp	x1, ukplat_image_end
	sub	x1, x1, x21
	cmp	x0, x1
	b.hs	2f
	/* Its total size, big endian; text_offset of our own header. */
	ldr	w4, [x20, #4]
	rev	w4, w4
	add	x4, x4, #15
	and	x4, x4, #~15
	ldr	x5, [x21, #8]
	cmp	x4, x5
	b.hi	2f
	mov	x19, x30
	sub	x0, x21, x5
	add	x1, x0, x4
	bl	invalidate
	mov	x4, x0
1:	ldp	x2, x3, [x20], #16
	stp	x2, x3, [x4], #16
	cmp	x4, x1
	b.lo	1b
	mov	x20, x0
	bl	invalidate
	mov	x30, x19
2:	ret
	.size move_tree, . - move_tree

/* Drop cache lines from x0 up to x1, without writing them back. Leaves both. */
	.type invalidate, @function
invalidate:
	mrs	x2, ctr_el0
	ubfx	x2, x2, #16, #4
	mov	x3, #4
	lsl	x3, x3, x2
	mov	x2, x0
	dmb	sy
1:	dc	ivac, x2
	add	x2, x2, x3
	cmp	x2, x1
	b.lo	1b
	dsb	sy
	ret
	.size invalidate, . - invalidate

	.type invalidate_tables, @function
invalidate_tables:
	adrp	x0, ukplat_table_root
	adrp	x1, ukplat_page_tables_end
	b	invalidate
	.size invalidate_tables, . - invalidate_tables

/*
 * The image page by page at its link address; the 2 MiB blocks that it reaches into at the direct map, and, by
 * the same root, for now at their physical addresses. The root serves both halves.
 */
	.type build_tables, @function
build_tables:
	mov	x19, x30
	bl	invalidate_tables
	adrp	x0, ukplat_table_root
	adrp	x1, ukplat_page_tables_end
1:	stp	xzr, xzr, [x0], #16
	stp	xzr, xzr, [x0], #16
	stp	xzr, xzr, [x0], #16
	stp	xzr, xzr, [x0], #16
	cmp	x0, x1
	b.lo	1b

	adrp	x0, ukplat_table_root
	adrp	x1, table_direct
	lsr	x2, x21, #UKARCH_PAGE_SHIFT_1G
	orr	x3, x1, #UKARCH_PTE_TABLE
	str	x3, [x0, x2, lsl #3]
	ubfx	x2, x21, #UKARCH_PAGE_SHIFT_2M, #9
	and	x3, x21, #~((1 << UKARCH_PAGE_SHIFT_2M) - 1)
	mov	x4, #PTE_BLOCK
	orr	x3, x3, x4
	str	x3, [x1, x2, lsl #3]
	/* What of the image lies beyond, tables above all: data. A GiB ends where this table does. */
	movk	x3, #3 << (UKARCH_PTE_NX_SHIFT - 48), lsl #48
	adrp	x4, ukplat_image_end - 1
	ubfx	x4, x4, #UKARCH_PAGE_SHIFT_2M, #9
1:	cmp	x2, x4
	b.hs	2f
	add	x2, x2, #1
	add	x3, x3, #1 << UKARCH_PAGE_SHIFT_2M >> 12, lsl #12
	str	x3, [x1, x2, lsl #3]
	b	1b
2:
	adrp	x1, ukplat_table_image
	orr	x3, x1, #UKARCH_PTE_TABLE
	str	x3, [x0, #510 * 8]
	adrp	x2, ukplat_page_tables
	adrp	x4, ukplat_page_tables_end
1:	orr	x3, x2, #UKARCH_PTE_TABLE
	str	x3, [x1], #8
	add	x2, x2, #4096
	cmp	x2, x4
	b.lo	1b

	mov	x0, x21
	adrp	x1, ukplat_page_tables
	adrp	x2, ukplat_text_end
	mov	x3, #PTE_TEXT
	movk	x3, #1 << (UKARCH_PTE_NX_SHIFT + 1 - 48), lsl #48
	bl	map_range
	adrp	x2, ukplat_rodata_end
	movk	x3, #3 << (UKARCH_PTE_NX_SHIFT - 48), lsl #48
	bl	map_range
	adrp	x2, ukplat_page_tables_end
	mov	x3, #PTE_DATA
	movk	x3, #3 << (UKARCH_PTE_NX_SHIFT - 48), lsl #48
	bl	map_range
	/* The page below the stack stays out. */
	add	x0, x0, #4096
	add	x1, x1, #8
	adrp	x2, ukplat_image_end
	bl	map_range
	bl	invalidate_tables
	ret	x19
	.size build_tables, . - build_tables

/* From x0 up to x2, entries at x1, flags in x3; leaves x0 and x1 behind the range. */
	.type map_range, @function
map_range:
	b	2f
1:	orr	x4, x0, x3
	str	x4, [x1], #8
	add	x0, x0, #4096
2:	cmp	x0, x2
	b.lo	1b
	ret
	.size map_range, . - map_range

	.type enable_mmu, @function
enable_mmu:
	mov	x0, #UKARCH_MAIR
	msr	mair_el1, x0
	mrs	x1, id_aa64mmfr0_el1
	and	x1, x1, #15
	mov	x2, #IPS_48
	cmp	x1, x2
	csel	x1, x1, x2, lo
	mov	x0, #TCR & 0xffff
	movk	x0, #TCR >> 16, lsl #16
	orr	x0, x0, x1, lsl #TCR_IPS_SHIFT
	msr	tcr_el1, x0
	adrp	x0, ukplat_table_root
	msr	ttbr0_el1, x0
	msr	ttbr1_el1, x0
	/* Nothing of before: translations, instructions. */
	tlbi	vmalle1
	ic	iallu
	dsb	nsh
	isb
	mov	x0, #(SCTLR_RES1 | SCTLR_M | SCTLR_C | SCTLR_SA | SCTLR_I) & 0xffff
	movk	x0, #SCTLR_RES1 >> 16, lsl #16
	msr	sctlr_el1, x0
	isb
	ret
	.size enable_mmu, . - enable_mmu

/*
 * At the link address. Nothing of the lower half stays mapped, then nothing writable executable. A change
 * of permissions alone needs no break before make (Arm ARM, R_WHZWS).
 */
	.type high, @function
high:
	mrs	x0, tcr_el1
	orr	x0, x0, #TCR_EPD0
	msr	tcr_el1, x0
	adrp	x0, table_direct
	ubfx	x1, x21, #UKARCH_PAGE_SHIFT_2M, #9
	ldr	x2, [x0, x1, lsl #3]
	orr	x2, x2, #3 << UKARCH_PTE_NX_SHIFT
	str	x2, [x0, x1, lsl #3]
	mrs	x0, sctlr_el1
	orr	x0, x0, #SCTLR_WXN
	msr	sctlr_el1, x0
	dsb	ishst
	isb
	tlbi	vmalle1
	dsb	nsh
	isb

	/* Memory that the loader need not have cleared. */
	adrp	x0, ukplat_bss_start
	add	x0, x0, #:lo12:ukplat_bss_start
	adrp	x1, ukplat_bss_end
	add	x1, x1, #:lo12:ukplat_bss_end
	b	2f
1:	stp	xzr, xzr, [x0], #16
	stp	xzr, xzr, [x0], #16
	stp	xzr, xzr, [x0], #16
	stp	xzr, xzr, [x0], #16
2:	cmp	x0, x1
	b.lo	1b

	/* Floating point and vectors do not trap; SVE and others stay off. */
	mov	x0, #CPACR_FPEN
	msr	cpacr_el1, x0
	isb
	/* SP_EL1 is for exceptions: see uk/isa/vectors.h. */
	msr	spsel, #0
	adrp	x0, boot_stack_end
	mov	sp, x0
	mov	x29, xzr
	mov	x30, xzr
	mov	x0, x20
	mov	x1, x21
	bl	ukplat_image_enter
	b	.
	.size high, . - high

	.section .note.GNU-stack, "", @progbits
