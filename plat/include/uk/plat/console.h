/* SPDX-License-Identifier: BSD-3-Clause */
/* Console bytes. */
#ifndef UK_PLAT_CONSOLE_H
#define UK_PLAT_CONSOLE_H

#include <uk/base.h>

/**
 * ukplat_console_write() - put bytes on the console, all of them, as they are.
 * @data: @len bytes.
 * @len:  bytes.
 *
 * A console that does not take bytes within a bounded time loses them: output never hangs the image.
 *
 * Context: any, also while crashing; does not sleep.
 */
UK_API void ukplat_console_write(const char *data, size_t len);

/**
 * ukplat_console_read() - take what has arrived.
 * @data: room for @len bytes.
 * @len:  bytes.
 *
 * Context: any; does not sleep.
 * Return: bytes taken, 0 at the end of input, -EAGAIN when there is nothing now.
 */
UK_API int ukplat_console_read(char *data, size_t len);

/* Interrupt number that signals console input, or -ENODEV. Context: any. */
UK_API int ukplat_console_irq(void);

#endif
