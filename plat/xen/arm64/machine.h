/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this architecture share. */
#ifndef UK_XEN_MACHINE_H
#define UK_XEN_MACHINE_H

#include <uk/base.h>

/* Whether the device tree says that this is a guest of Xen. Constant after entry; read by hypercall.S. */
extern bool xen_told;

/* interrupt.c: take events by an INTID. Context: boot. Return: false when there is no such interrupt. */
bool upcall_init(unsigned int interrupt);

#endif
