/* SPDX-License-Identifier: BSD-3-Clause */
/* Preloaded into a program: on SIGUSR1 it says how many heap blocks are allocated. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void __libc_free(void *block);

static volatile long live;

void *malloc(size_t size)
{
	void *block = __libc_malloc(size);

	live += block != NULL;
	return block;
}

void *calloc(size_t count, size_t size)
{
	void *block = __libc_calloc(count, size);

	live += block != NULL;
	return block;
}

void free(void *block)
{
	live -= block != NULL;
	__libc_free(block);
}

static void report(int signal)
{
	char line[64];
	int length = snprintf(line, sizeof(line), "live blocks %ld\n", live);

	(void)signal;
	if (write(STDERR_FILENO, line, (size_t)length) < 0)
		_exit(1);
}

__attribute__((constructor)) static void start(void)
{
	/* So that a system call that is under way goes on. */
	struct sigaction action = { .sa_handler = report, .sa_flags = SA_RESTART };

	sigaction(SIGUSR1, &action, NULL);
}
