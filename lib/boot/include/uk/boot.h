/* SPDX-License-Identifier: BSD-3-Clause */
/* From the platform's entry to main(), and back out. */
#ifndef UK_BOOT_H
#define UK_BOOT_H

#include <uk/init.h>

/* The application's. A return ends the image with that status. */
int main(int argc, char **argv);

/**
 * uk_boot_exit() - end the image in order: exit functions, then the platform.
 * @status: 0 for success, else 1 … 127.
 *
 * Context: thread.
 */
UK_API _Noreturn void uk_boot_exit(int status);

/**
 * uk_boot_stop_requested() - the machine's owner asks to stop: a signal, a button, the toolstack.
 *
 * A first request ends the image in order, with status 0, a second one at once. Platforms call it by the
 * handler that they are given.
 *
 * Context: interrupt.
 */
UK_API void uk_boot_stop_requested(void);

#endif
