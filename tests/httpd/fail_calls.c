/* SPDX-License-Identifier: BSD-3-Clause */
/* Preloaded into a program: once it accepts, every third poll(), accept(), calloc() and malloc() fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);

static bool started;

static bool fails(unsigned int *calls)
{
	return started && ++*calls % 3 == 0;
}

int poll(struct pollfd *polls, nfds_t count, int timeout)
{
	static int (*next)(struct pollfd *, nfds_t, int);
	static unsigned int calls;

	if (!next)
		next = (int (*)(struct pollfd *, nfds_t, int))dlsym(RTLD_NEXT, "poll");
	/* Without a poll set it needs no memory. */
	if (polls && fails(&calls)) {
		errno = ENOMEM;
		return -1;
	}
	return next(polls, count, timeout);
}

int accept(int fd, struct sockaddr *address, socklen_t *length)
{
	static int (*next)(int, struct sockaddr *, socklen_t *);
	static unsigned int calls;

	if (!next)
		next = (int (*)(int, struct sockaddr *, socklen_t *))dlsym(RTLD_NEXT, "accept");
	started = true;
	if (fails(&calls)) {
		errno = ENOBUFS;
		return -1;
	}
	return next(fd, address, length);
}

void *malloc(size_t size)
{
	static unsigned int calls;

	if (fails(&calls)) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	static unsigned int calls;

	if (fails(&calls)) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_calloc(count, size);
}
