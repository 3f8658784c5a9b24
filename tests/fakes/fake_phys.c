/* SPDX-License-Identifier: BSD-3-Clause */
/* Physical memory is where it is. */
#include <common/boot.h>

#include "fake_internal.h"

FAKE void *ukplat_phys_to_virt(uint64_t phys)
{
	return (void *)(uintptr_t)phys;
}
