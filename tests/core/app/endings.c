/* SPDX-License-Identifier: BSD-3-Clause */
/* Ways to end that no case can come back from. */
#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"

static void run_in_thread(const char *name, void (*entry)(void *))
{
	join(spawn(name, entry, NULL));
}

/* What the compiler does not know it cannot warn of. */
static volatile int depth = 1 << 30;
static int *volatile nowhere = (int *)16;

static __attribute__((noinline)) int recurse(int left)
{
	volatile char here[512];

	here[0] = (char)left;
	return left ? recurse(left - 1) + here[0] : here[0];
}

static void overflow(void *arg)
{
	(void)arg;
	depth = recurse(depth);
}

void overflow_the_stack(void)
{
	run_in_thread("deep", overflow);
}

static void crash(void *arg)
{
	(void)arg;
	*nowhere = 1;
}

void crash_in_a_thread(void)
{
	run_in_thread("victim", crash);
}

void end_by_abort(void)
{
	printf("not ended by a newline");
	abort();
}

void fail_an_assertion(void)
{
	assert(!"this holds");
}

static void say_goodbye(void)
{
	printf("goodbye, ");
}

static void end_image(void *arg)
{
	(void)arg;
	atexit(say_goodbye);
	printf("from a thread: ");
	exit(3);
}

void exit_from_a_thread(void)
{
	run_in_thread("ender", end_image);
}

static void read_for_ever(void *arg)
{
	char line[80];

	(void)arg;
	while (fgets(line, sizeof(line), stdin))
		printf("read: %s", line);
	printf("end of input\n");
}

/* A thread that holds the lock of stdin must not keep the end from coming. */
void exit_while_reading(void)
{
	spawn("reader", read_for_ever, NULL);
	usleep(300000);
	printf("no newline");
	exit(4);
}

void exit_at_once(void)
{
	atexit(say_goodbye);
	printf("lost");
	_exit(5);
}
