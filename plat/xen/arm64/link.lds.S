/* SPDX-License-Identifier: BSD-3-Clause */
/* The image of a Xen guest on Arm64. */
#include "arm64/image.lds.S"
