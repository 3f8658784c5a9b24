/* SPDX-License-Identifier: BSD-3-Clause */
/* The image of a guest on Arm64: linked high, loaded as one piece (Linux, arm64/booting.rst). */
#include <common/layout_arm64.h>

#define PHYS(section) AT(ADDR(section) - UKPLAT_IMAGE_BASE)

OUTPUT_FORMAT(elf64-littleaarch64)
ENTRY(ukplat_entry)

PHDRS
{
	text PT_LOAD FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
	zero PT_LOAD FLAGS(6);
	tls PT_TLS FLAGS(4);
	dynamic PT_DYNAMIC FLAGS(4);
	noexec PT_GNU_STACK FLAGS(6);
}

SECTIONS
{
	. = UKPLAT_IMAGE_BASE;
	ukplat_image_start = .;
	.text : PHYS(.text) {
		/*
		 * The header of an Image: two instructions, text_offset, size in memory, flags (little
		 * endian, pages of 4 KiB, anywhere in memory), magic. QEMU and Xen's tools put the device
		 * tree behind the next 2 MiB: the offset keeps that within a small memory. Below the image
		 * entry.S has room for a tree that lies wrong.
		 */
		KEEP(*(.text.ukplat_entry_branch))
		QUAD(0x80000)
		QUAD(ukplat_image_end - ukplat_image_start)
		QUAD(0xa)
		QUAD(0) QUAD(0) QUAD(0)
		LONG(0x644d5241)
		LONG(0)
		/* Where the image is its own vector table, for a moment (entry.S). */
		KEEP(*(.text.ukplat_image_no_memory))
		. = 0x200;
		KEEP(*(.text.ukplat_entry_fault))
		KEEP(*(.text.ukplat_entry))
		*(.text.ukarch_vectors)
		*(.text .text.*)
	} :text

	. = ALIGN(4096);
	ukplat_text_end = .;
	.rodata : PHYS(.rodata) { *(.rodata .rodata.*) } :rodata
	.dynamic : PHYS(.dynamic) { *(.dynamic) } :rodata :dynamic
	/* Made from a first link: behind the code, so that no function moves in the second one. */
	.uk_symbols : PHYS(.uk_symbols) { KEEP(*(.uk_symbols)) } :rodata

	. = ALIGN(4096);
	ukplat_rodata_end = .;
	/* Aligned as arch/arm64/tls.c has it. */
	. = ALIGN(64);
	uk_tls_start = .;
	.tdata : PHYS(.tdata) ALIGN(64) { *(.tdata .tdata.*) } :data :tls
	uk_tls_data_end = uk_tls_start + SIZEOF(.tdata);
	.tbss : PHYS(.tbss) ALIGN(64) {
		*(.tbss .tbss.*)
		. = ALIGN(64);
	} :data :tls
	uk_tls_end = ADDR(.tbss) + SIZEOF(.tbss);
	ASSERT(ALIGNOF(.tdata) <= 64 && ALIGNOF(.tbss) <= 64, "thread-local variables are aligned to 64 at most")
	.data : PHYS(.data) {
		*(.data .data.*)
		*(.got .got.plt)
		. = ALIGN(8);
		uk_init_array_start = .;
		KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*)))
		KEEP(*(.init_array))
		uk_init_array_end = .;
		. = ALIGN(64);
	} :data

	/* Never read, since the linker has put the addends in place: last, where the file that boots leaves it out. */
	.rela.dyn : PHYS(.rela.dyn) { *(.rela.dyn) } :data

	/* No room in the file from here on. The entry code clears it. */
	.bss (NOLOAD) : PHYS(.bss) ALIGN(64) {
		ukplat_bss_start = .;
		*(.bss .bss.*)
		. = ALIGN(64);
		ukplat_bss_end = .;
	} :zero

	. = ALIGN(4096);
	/* For 2 MiB each, up to the image's end: the boot stack, and what lies around it. */
	table_size = (((. + CONFIG_STACK_SIZE * 1024 + 0x20000 - UKPLAT_IMAGE_BASE) >> 21) + 1) * 4096;
	.page_tables (NOLOAD) : PHYS(.page_tables) {
		*(.page_tables)
		ukplat_page_tables = .;
		. += table_size;
	} :zero
	ukplat_page_tables_end = .;

	/* Not mapped: an overflow of the boot stack faults. */
	. += 4096;
	.boot_stack (NOLOAD) : PHYS(.boot_stack) { *(.boot_stack) } :zero
	. = ALIGN(4096);
	ukplat_image_end = .;

	/DISCARD/ : {
		*(.comment .note.* .gnu.hash .hash .dynsym .dynstr .eh_frame .interp)
	}
}
