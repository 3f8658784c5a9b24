/* SPDX-License-Identifier: BSD-3-Clause */
/* Console input, straight from the platform. */
#ifndef CONSOLE_H
#define CONSOLE_H

/* Print what comes in, in brackets, until it ends. */
int console_echo(char **argv);

#endif
