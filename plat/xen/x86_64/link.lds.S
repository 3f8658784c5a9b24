/* SPDX-License-Identifier: BSD-3-Clause */
/* The image of a Xen guest on x86-64: the same for PV and PVH, which read different notes. */

/*
 * Xen public headers, elfnote.h. For PV: where it is entered, which virtual address its memory begins at and which
 * physical one of this file that is, and what older loaders insist on: "xen-3.0", "skerry", "generic", "yes" to PAE.
 */
#define NOTE(size, type) LONG(4) LONG(size) LONG(type) BYTE(0x58) BYTE(0x65) BYTE(0x6e) BYTE(0)
#define MORE_NOTES                                                                              \
	NOTE(8, 1) QUAD(xen_pv_entry)                                                           \
	NOTE(8, 3) QUAD(UKPLAT_IMAGE_VIRT)                                                      \
	NOTE(8, 4) QUAD(UKPLAT_IMAGE_PHYS)                                                      \
	NOTE(8, 5) QUAD(0x00302e332d6e6578)                                                     \
	NOTE(8, 6) QUAD(0x0000797272656b73)                                                     \
	NOTE(8, 8) QUAD(0x00636972656e6567)                                                     \
	NOTE(4, 9) LONG(0x00736579)
EXTERN(xen_pv_entry)
#include "x86_64/image.lds.S"
