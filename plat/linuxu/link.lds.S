/* SPDX-License-Identifier: BSD-3-Clause */
/* A static PIE: linked at 0, one segment per kind of access, no padding between them in the file. */
/* The next page, at the file's offset in it: the kernel maps a page that two segments share twice. */
#define NEXT_SEGMENT . = ALIGN(4096) + (. & 4095)

ENTRY(linuxu_entry)

PHDRS
{
	text PT_LOAD FILEHDR PHDRS FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
	symbols PT_LOAD FLAGS(4);
	tls PT_TLS FLAGS(4);
	dynamic PT_DYNAMIC FLAGS(6);
	stack PT_GNU_STACK FLAGS(6);
}

SECTIONS
{
	ukplat_image_start = .;
	. += SIZEOF_HEADERS;
	.text : { *(.text .text.*) } :text

	NEXT_SEGMENT;
	.rodata : { *(.rodata .rodata.*) } :rodata
	.relr.dyn : { *(.relr.dyn) } :rodata
	.rela.dyn : { *(.rela.dyn) } :rodata

	NEXT_SEGMENT;
	/* Outside of the sections, since an empty one goes away with the symbols in it. */
	. = ALIGN(64);
	uk_tls_start = .;
	.tdata : ALIGN(64) { *(.tdata .tdata.*) } :data :tls
	uk_tls_data_end = uk_tls_start + SIZEOF(.tdata);
	.tbss : ALIGN(64) {
		*(.tbss .tbss.*)
		. = ALIGN(64);
	} :data :tls
	uk_tls_end = ADDR(.tbss) + SIZEOF(.tbss);
	ASSERT(ALIGNOF(.tdata) <= 64 && ALIGNOF(.tbss) <= 64, "thread-local variables are aligned to 64 at most")

	.dynamic : { *(.dynamic) } :data :dynamic
	.data.rel.ro : { *(.data.rel.ro .data.rel.ro.* .got .got.plt) } :data
	.data : {
		*(.data .data.*)
		. = ALIGN(8);
		uk_init_array_start = .;
		KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*)))
		KEEP(*(.init_array))
		uk_init_array_end = .;
	} :data
	.bss : { *(.bss .bss.* COMMON) } :data

	/* .bss takes no room in the file. */
	. = ALIGN(4096) + (ADDR(.bss) & 4095);
	.uk_symbols : {
		KEEP(*(.uk_symbols))
		/* An empty segment would lie at 0. */
		BYTE(0)
	} :symbols
	ukplat_image_end = .;

	/DISCARD/ : { *(.comment .note.* .gnu.hash .hash .dynsym .dynstr .eh_frame .interp) }
}
