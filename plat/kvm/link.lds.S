/* SPDX-License-Identifier: BSD-3-Clause */
/* The image of a KVM guest on x86-64: linked high, loaded at 1 MiB, one segment per kind of access. */
#include <uk/machine/layout.h>

OUTPUT_FORMAT(elf64-x86-64)
ENTRY(ukplat_entry)

PHDRS
{
	text PT_LOAD FILEHDR PHDRS FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	stack PT_LOAD FLAGS(6);
	data PT_LOAD FLAGS(6);
	tables PT_LOAD FLAGS(6);
	tls PT_TLS FLAGS(4);
	dynamic PT_DYNAMIC FLAGS(4);
	note PT_NOTE FLAGS(4);
	noexec PT_GNU_STACK FLAGS(6);
}

SECTIONS
{
	. = UKPLAT_IMAGE_BASE + UKPLAT_IMAGE_PHYS;
	ukplat_image_start = .;
	. += SIZEOF_HEADERS;
	.text : AT(ADDR(.text) - UKPLAT_IMAGE_BASE) {
		KEEP(*(.text.ukplat_entry))
		*(.text .text.*)
	} :text

	. = ALIGN(4096);
	ukplat_text_end = .;
	/*
	 * XEN_ELFNOTE_PHYS32_ENTRY (xen/include/public/elfnote.h): the physical address at which a PVH
	 * guest is entered. Written here, since an assembler could write it by a relocation alone.
	 */
	.note : AT(ADDR(.note) - UKPLAT_IMAGE_BASE) {
		LONG(4)
		LONG(8)
		LONG(18)
		BYTE(0x58) BYTE(0x65) BYTE(0x6e) BYTE(0)
		QUAD(ukplat_entry - UKPLAT_IMAGE_BASE)
	} :rodata :note
	.rodata : AT(ADDR(.rodata) - UKPLAT_IMAGE_BASE) {
		*(.rodata .rodata.*)
	} :rodata
	.relr.dyn : AT(ADDR(.relr.dyn) - UKPLAT_IMAGE_BASE) { *(.relr.dyn) } :rodata
	.dynamic : AT(ADDR(.dynamic) - UKPLAT_IMAGE_BASE) { *(.dynamic) } :rodata :dynamic
	/* Made from a first link: behind the code, so that no function moves in the second one. */
	.uk_symbols : AT(ADDR(.uk_symbols) - UKPLAT_IMAGE_BASE) { KEEP(*(.uk_symbols)) } :rodata

	. = ALIGN(4096);
	ukplat_rodata_end = .;
	/* Below the boot stack lies read-only memory: an overflow faults. */
	.stack (NOLOAD) : AT(ADDR(.stack) - UKPLAT_IMAGE_BASE) { *(.stack) } :stack

	. = ALIGN(4096);
	/* Aligned and padded so that the thread pointer is the segment's end: see arch/x86_64/tls.c. */
	.tdata : AT(ADDR(.tdata) - UKPLAT_IMAGE_BASE) {
		. = ALIGN(64);
		uk_tls_start = .;
		*(.tdata .tdata.*)
		uk_tls_data_end = .;
	} :data :tls
	.tbss : AT(ADDR(.tbss) - UKPLAT_IMAGE_BASE) {
		*(.tbss .tbss.*)
		. = ALIGN(64);
	} :data :tls
	uk_tls_end = ADDR(.tbss) + SIZEOF(.tbss);
	.data : AT(ADDR(.data) - UKPLAT_IMAGE_BASE) {
		*(.data .data.*)
		. = ALIGN(8);
		uk_init_array_start = .;
		KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*)))
		KEEP(*(.init_array))
		uk_init_array_end = .;
	} :data
	.bss : AT(ADDR(.bss) - UKPLAT_IMAGE_BASE) {
		*(.bss.page_tables)
		*(.bss .bss.*)
	} :data

	. = ALIGN(4096);
	/* Page tables of the image and of themselves: one for each 2 MiB they reach into. */
	page_table_size = (((. + 0x10000 - UKPLAT_IMAGE_BASE) >> 21) + 1) * 4096;
	.page_tables (NOLOAD) : AT(ADDR(.page_tables) - UKPLAT_IMAGE_BASE) {
		ukplat_page_tables = .;
		. += page_table_size;
	} :tables
	ukplat_image_end = .;

	/DISCARD/ : {
		*(.comment .note.* .gnu.hash .hash .dynsym .dynstr .eh_frame .interp)
	}
}
