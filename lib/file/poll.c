/* SPDX-License-Identifier: BSD-3-Clause */
/* Waiting for several files: one waiter on the queue of each, one sleep. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/file.h>

#include "fd.h"

/* Entries on the stack; more are allocated. */
enum { FEW = 8 };

/* Looked at with events masked. */
enum { BATCH = 32 };

/* Told even to who does not ask. */
enum { ALWAYS = UK_READY_ERROR | UK_READY_HANGUP | UK_READY_INVALID };

/* The names of poll() for bands, which nothing here tells apart (asm-generic/poll.h). */
enum { POLLRDNORM = 0x040, POLLWRNORM = 0x100 };

struct poller {
	struct uk_waiter waiter;
	struct uk_file *file; /* NULL for an entry that is skipped */
};

/* Of what is ready, what is told to whoever wants @wanted. */
static short select_events(unsigned int ready, short wanted)
{
	if (ready & UK_READY_IN)
		ready |= POLLRDNORM;
	if (ready & UK_READY_OUT)
		ready |= POLLWRNORM;
	return (short)(ready & ((unsigned short)wanted | ALWAYS));
}

static int look_at_batch(struct uk_pollfd *fds, size_t count)
{
	int ready = 0;

	uk_fd_look(fds, count);
	for (size_t i = 0; i < count; i++) {
		fds[i].revents = select_events((unsigned short)fds[i].revents, fds[i].events);
		ready += fds[i].revents != 0;
	}
	return ready;
}

/* The first look needs neither memory nor links. */
static int look_at_all(struct uk_pollfd *fds, size_t count)
{
	int ready = 0;

	for (size_t i = 0; i < count; i += BATCH)
		ready += look_at_batch(fds + i, uk_min(count - i, (size_t)BATCH));
	return ready;
}

static void link_all(const struct uk_pollfd *fds, struct poller *pollers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct poller *poller = &pollers[i];

		poller->file = fds[i].fd < 0 ? NULL : uk_fd_get(fds[i].fd);
		if (poller->file)
			uk_wait_add(&poller->file->waiters, &poller->waiter);
	}
}

static void unlink_all(struct poller *pollers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!pollers[i].file)
			continue;
		uk_wait_remove(&pollers[i].waiter);
		uk_file_put(pollers[i].file);
	}
}

/* A descriptor may be closed while we wait: what it stood for is still watched. */
static int look_at_linked(struct uk_pollfd *fds, const struct poller *pollers, size_t count)
{
	int ready = 0;

	for (size_t i = 0; i < count; i++) {
		unsigned int events = fds[i].fd < 0 ? 0 : UK_READY_INVALID;

		if (pollers[i].file)
			events = uk_file_ready(pollers[i].file);
		fds[i].revents = select_events(events, fds[i].events);
		ready += fds[i].revents != 0;
	}
	return ready;
}

static int wait_linked(struct uk_pollfd *fds, const struct poller *pollers, size_t count,
		       uint64_t deadline)
{
	int ready, error;

	do {
		uk_thread_prepare();
		ready = look_at_linked(fds, pollers, count);
		error = ready ? 0 : uk_thread_block(deadline);
	} while (!ready && !error);
	if (!ready)
		ready = look_at_linked(fds, pollers, count);
	return ready || error == -ETIMEDOUT ? ready : error;
}

static int wait_for_any(struct uk_pollfd *fds, struct poller *pollers, size_t count,
			uint64_t deadline)
{
	int result;

	link_all(fds, pollers, count);
	result = wait_linked(fds, pollers, count, deadline);
	unlink_all(pollers, count);
	return result;
}

static int wait_for_few(struct uk_pollfd *fds, size_t count, uint64_t deadline)
{
	struct poller pollers[FEW];

	return wait_for_any(fds, pollers, count, deadline);
}

static int wait_for_many(struct uk_pollfd *fds, size_t count, uint64_t deadline)
{
	struct poller *pollers = uk_calloc(count, sizeof(*pollers));
	int result;

	if (!pollers)
		return -ENOMEM;
	result = wait_for_any(fds, pollers, count, deadline);
	uk_free(pollers);
	return result;
}

int uk_poll(struct uk_pollfd *fds, size_t count, uint64_t deadline)
{
	int ready;

	if (count > CONFIG_LIB_FILE_MAX)
		return -EINVAL;
	ready = look_at_all(fds, count);
	if (ready || deadline == 0)
		return ready;
	if (count > FEW)
		return wait_for_many(fds, count, deadline);
	return wait_for_few(fds, count, deadline);
}
