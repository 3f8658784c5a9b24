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

#endif
