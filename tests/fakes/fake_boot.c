/* SPDX-License-Identifier: BSD-3-Clause */
/* Boot information that the test fills in. */
#include "fake_internal.h"
#include "fakes.h"

struct ukplat_boot_info fake_boot_info;

FAKE const struct ukplat_boot_info *ukplat_boot_info(void)
{
	return &fake_boot_info;
}
