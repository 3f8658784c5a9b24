/* SPDX-License-Identifier: BSD-3-Clause */
/* Stopping because the machine's owner wants it. */
#ifndef UK_BOOT_STOP_H
#define UK_BOOT_STOP_H

#include <uk/base.h>

bool uk_boot_stop_is_requested(void);

/* Ends the image in order, or has it ended, from interrupt context. */
void uk_boot_stop(void);

#endif
