/* SPDX-License-Identifier: BSD-3-Clause */
/* Ways to crash. */
#include <uk/assert.h>

#include "actions.h"

/* The compiler must not see through these. */
static volatile int zero;
static int *volatile null;
static char data[] = { (char)0xc3 };
static const int constant = 1;

static __attribute__((noinline)) void divide(const char *arg)
{
	(void)arg;
	zero = 100 / zero;
}

static __attribute__((noinline)) void read_null(const char *arg)
{
	(void)arg;
	zero = *null;
}

static __attribute__((noinline)) void write_constant(const char *arg)
{
	(void)arg;
	*(volatile int *)(uintptr_t)&constant = 2;
}

static __attribute__((noinline)) void jump_to_data(const char *arg)
{
	(void)arg;
	((void (*volatile)(void))(uintptr_t)data)();
}

static __attribute__((noinline)) void fail_assertion(const char *arg)
{
	(void)arg;
	UK_ASSERT(zero == 1);
}

static __attribute__((noinline)) int recurse(volatile char *above)
{
	volatile char here[64];

	here[0] = above[0];
	return (zero ? 0 : recurse(here)) + here[0];
}

static __attribute__((noinline)) void overflow_stack(const char *arg)
{
	char text[] = "x";

	(void)arg;
	zero = recurse(text);
}

const struct action crash_actions[] = {
	{ "divide", divide },	  { "null", read_null },	{ "constant", write_constant },
	{ "data", jump_to_data }, { "assert", fail_assertion }, { "stack", overflow_stack },
};
const size_t crash_action_count = UK_ARRAY_SIZE(crash_actions);
