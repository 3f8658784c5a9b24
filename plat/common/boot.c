/* SPDX-License-Identifier: BSD-3-Clause */
/* The boot information itself. */
#include <common/boot.h>

struct ukplat_boot_info ukplat_boot_data;

const struct ukplat_boot_info *ukplat_boot_info(void)
{
	return &ukplat_boot_data;
}
