/* SPDX-License-Identifier: BSD-3-Clause */
/* The image of a KVM guest on Arm64. QEMU puts the device tree at the next 2 MiB: near, in a small memory. */
#define IMAGE_TEXT_OFFSET 0x80000
#include "arm64/image.lds.S"
