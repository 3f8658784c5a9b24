/* SPDX-License-Identifier: BSD-3-Clause */
/* Where things lie in the address space of a guest on Arm64; docs/adr/0001-address-space.md says why. */
#ifndef UK_COMMON_LAYOUT_ARM64_H
#define UK_COMMON_LAYOUT_ARM64_H

/* The upper half has 39 bits. The image is linked here, wherever it is loaded. */
#define UKPLAT_IMAGE_BASE 0xffffffff80000000
#define UKPLAT_IMAGE_VIRT UKPLAT_IMAGE_BASE

/* All memory, at DIRECT_BASE + its physical address. */
#define UKPLAT_DIRECT_BASE 0xffffff8000000000
#define UKPLAT_DIRECT_SIZE 0x7f80000000

/* One 2 MiB slot to write to tables through while what maps them is replaced. */
#define UKPLAT_TABLE_WINDOW 0xffffffff9fe00000

/* Devices: 2 MiB slots in the second half of the image's level 2 table. */
#define UKPLAT_DEVICE_BASE  0xffffffffa0000000
#define UKPLAT_DEVICE_SLOTS 256

#endif
