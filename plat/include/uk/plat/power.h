/* SPDX-License-Identifier: BSD-3-Clause */
/* The end: orderly, by crash, and when the machine's owner asks for it. */
#ifndef UK_PLAT_POWER_H
#define UK_PLAT_POWER_H

#include <uk/base.h>

/* Exit status of an image that crashed. */
enum { UKPLAT_STATUS_CRASH = 127 };

/**
 * ukplat_exit() - switch the machine off, or end the process.
 * @status: 0 for success; others are cut to 1 … 127. docs/kvm.md and docs/xen.md say how it is reported.
 *
 * Context: any.
 */
UK_API _Noreturn void ukplat_exit(int status);

/* Who is called (interrupt context) when the owner asks to stop: SIGINT, SIGTERM, power button. */
UK_API void ukplat_stop_set_handler(void (*handler)(void));

#endif
