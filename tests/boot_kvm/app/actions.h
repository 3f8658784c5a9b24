/* SPDX-License-Identifier: BSD-3-Clause */
/* What the application can be asked to do: its first argument names one, the second goes to it. */
#ifndef ACTIONS_H
#define ACTIONS_H

#include <uk/base.h>

struct action {
	const char *name;
	void (*run)(const char *arg);
};

/* Decimal. */
unsigned long number(const char *text);

/* crash.c: each ends the image in its own way. */
extern const struct action crash_actions[];
extern const size_t crash_action_count;

/* machine.c: each prints what the platform says. */
extern const struct action machine_actions[];
extern const size_t machine_action_count;

#endif
