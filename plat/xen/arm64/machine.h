/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this architecture share. */
#ifndef UK_XEN_MACHINE_H
#define UK_XEN_MACHINE_H

#include <uk/base.h>

/* interrupt.c: take events by an INTID. Context: boot. Return: false when there is no such interrupt. */
bool upcall_init(unsigned int interrupt);

#endif
