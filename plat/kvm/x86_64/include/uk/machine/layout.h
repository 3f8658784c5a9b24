/* SPDX-License-Identifier: BSD-3-Clause */
/* Where things lie in the address space of a KVM guest. */
#ifndef UK_MACHINE_LAYOUT_H
#define UK_MACHINE_LAYOUT_H

#include <common/layout_x86_64.h>

#endif
