/* SPDX-License-Identifier: BSD-3-Clause */
/* The firmware's power-off (Arm DEN 0022). */
#ifndef UK_COMMON_PSCI_H
#define UK_COMMON_PSCI_H

#include <common/device_tree.h>

/* Switch off; halts where there is no PSCI. Context: any. */
UK_API _Noreturn void ukplat_psci_power_off(enum ukplat_tree_conduit conduit);

#endif
