/* SPDX-License-Identifier: BSD-3-Clause */
/* A process at a fixed address. */
ENTRY(_start)

PHDRS
{
	text PT_LOAD FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
	dynamic PT_DYNAMIC FLAGS(6);
	stack PT_GNU_STACK FLAGS(6);
}

SECTIONS
{
	. = 0x10000;
	ukplat_image_start = .;
	.text : { KEEP(*(.text.entry)) *(.text .text.*) } :text

	. = ALIGN(4096);
	.rodata : { *(.rodata .rodata.*) } :rodata
	.relr.dyn : { *(.relr.dyn) } :rodata
	.uk_symbols : { KEEP(*(.uk_symbols)) } :rodata

	. = ALIGN(4096);
	.dynamic : { *(.dynamic) } :data :dynamic
	.data : { *(.data .data.*) } :data
	.bss : { *(.bss .bss.*) } :data

	/DISCARD/ : { *(.comment .note.* .gnu.hash .hash .dynsym .dynstr .interp) }
}
