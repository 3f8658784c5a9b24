/* SPDX-License-Identifier: BSD-3-Clause */
/* Where things lie in the address space of a guest on x86-64; docs/adr/0001-address-space.md says why. */
#ifndef UK_COMMON_LAYOUT_X86_64_H
#define UK_COMMON_LAYOUT_X86_64_H

/*
 * The image: linked here; loaded there, or lower where place.py says so. The builder of a Xen PV guest maps all up to the
 * next multiple of 4 MiB, and wants memory for it: that is near behind a small image.
 */
#define UKPLAT_IMAGE_BASE 0xffffffff80000000
#ifdef CONFIG_PLAT_XEN
#define UKPLAT_IMAGE_VIRT 0xffffffff80300000
#else
#define UKPLAT_IMAGE_VIRT 0xffffffff80100000
#endif
#define UKPLAT_IMAGE_PHYS 0x100000

/* All memory, at DIRECT_BASE + its physical address; above what Xen keeps of the upper half. */
#define UKPLAT_DIRECT_BASE 0xffff888000000000
#define UKPLAT_DIRECT_SIZE 0x8000000000

/* Devices: 2 MiB slots in the second half of the image's page directory. */
#define UKPLAT_DEVICE_BASE  0xffffffffa0000000
#define UKPLAT_DEVICE_SLOTS 256

#endif
