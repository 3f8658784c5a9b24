/* SPDX-License-Identifier: BSD-3-Clause */
/* The image of a guest on x86-64: linked high, one segment per kind of access. For link scripts alone. */

/*
 * Physically it is one piece. What needs no file comes first, so that a small image can be put where
 * firmware leaves it alone (plat/kvm/x86_64/place.py).
 *
 * MORE_NOTES: what the platform's script defines to follow the note of the PVH entry, or nothing.
 */
#include <common/layout_x86_64.h>

#define PHYS(section) AT(ADDR(section) - UKPLAT_IMAGE_VIRT + UKPLAT_IMAGE_PHYS)

OUTPUT_FORMAT(elf64-x86-64)
ENTRY(ukplat_entry)

PHDRS
{
	zero PT_LOAD FLAGS(6);
	text PT_LOAD FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
	tables PT_LOAD FLAGS(6);
	tls PT_TLS FLAGS(4);
	dynamic PT_DYNAMIC FLAGS(4);
	note PT_NOTE FLAGS(4);
	noexec PT_GNU_STACK FLAGS(6);
}

SECTIONS
{
	. = UKPLAT_IMAGE_VIRT;
	ukplat_image_start = .;
	/* Nothing is mapped below the boot stack: an overflow faults. */
	.bss (NOLOAD) : PHYS(.bss) {
		*(.bss.boot_stack)
		*(.bss.page_tables)
		*(.bss .bss.*)
	} :zero

	/* The headers of the file take up the start of the first page; it is not loaded. */
	. = ALIGN(4096);
	ukplat_text_start = .;
	. += SIZEOF_HEADERS;
	.text : PHYS(.text) {
		KEEP(*(.text.ukplat_entry))
		*(.text .text.*)
	} :text

	. = ALIGN(4096);
	ukplat_text_end = .;
	/*
	 * XEN_ELFNOTE_PHYS32_ENTRY (xen/include/public/elfnote.h): the physical address at which a PVH
	 * guest is entered. Written here, since an assembler could write it by a relocation alone.
	 */
	.note : PHYS(.note) {
		LONG(4)
		LONG(8)
		LONG(18)
		BYTE(0x58) BYTE(0x65) BYTE(0x6e) BYTE(0)
		QUAD(ukplat_entry - UKPLAT_IMAGE_VIRT + UKPLAT_IMAGE_PHYS)
		MORE_NOTES
	} :rodata :note
	.rodata : PHYS(.rodata) { *(.rodata .rodata.*) } :rodata
	.relr.dyn : PHYS(.relr.dyn) { *(.relr.dyn) } :rodata
	.dynamic : PHYS(.dynamic) { *(.dynamic) } :rodata :dynamic
	/* Made from a first link: behind the code, so that no function moves in the second one. */
	.uk_symbols : PHYS(.uk_symbols) { KEEP(*(.uk_symbols)) } :rodata

	. = ALIGN(4096);
	ukplat_rodata_end = .;
	/* Aligned and padded so that the thread pointer is the segment's end: see arch/x86_64/tls.c. */
	.tdata : PHYS(.tdata) {
		. = ALIGN(64);
		uk_tls_start = .;
		*(.tdata .tdata.*)
		uk_tls_data_end = .;
	} :data :tls
	.tbss : PHYS(.tbss) {
		*(.tbss .tbss.*)
		. = ALIGN(64);
	} :data :tls
	uk_tls_end = ADDR(.tbss) + SIZEOF(.tbss);
	.data : PHYS(.data) {
		*(.data .data.*)
		. = ALIGN(8);
		uk_init_array_start = .;
		KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*)))
		KEEP(*(.init_array))
		uk_init_array_end = .;
	} :data

	/* Page tables of the image and of themselves: one for each 2 MiB they reach into. */
	page_table_size = (((. + 0x20000 - UKPLAT_IMAGE_BASE) >> 21) + 1) * 4096;
	.page_tables (NOLOAD) : PHYS(.page_tables) {
		. = ALIGN(4096);
		ukplat_page_tables = .;
		. += page_table_size;
	} :tables
	ukplat_image_end = .;

	/DISCARD/ : {
		*(.comment .note.* .gnu.hash .hash .dynsym .dynstr .eh_frame .interp)
	}
}
