/* SPDX-License-Identifier: BSD-3-Clause */
/* The image of a KVM guest on x86-64. */
#define MORE_NOTES
#include "x86_64/image.lds.S"
