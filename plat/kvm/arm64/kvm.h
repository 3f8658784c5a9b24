/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this platform share on Arm64. */
#ifndef UK_KVM_H
#define UK_KVM_H

/* power.c: goes on with the end of the machine, if an exception came from there. */
void power_exception(void);

#endif
