/* SPDX-License-Identifier: BSD-3-Clause */
/* The Linux calls select and pselect6, on top of poll. */
#include <uk/alloc.h>
#include <uk/bits.h>
#include <uk/errno.h>
#include <uk/file.h>
#include <uk/string.h>
#include <uk/syscall.h>

#include "timeout.h"

/* Sets are arrays of these, as many as the highest descriptor needs; NULL: nothing is in the set. */
enum { WORD_BITS = 64 };

enum { IN_EVENTS = UK_READY_IN | UK_READY_ERROR | UK_READY_HANGUP };
enum { OUT_EVENTS = UK_READY_OUT | UK_READY_ERROR };

struct sets {
	uint64_t *in;
	uint64_t *out;
	uint64_t *priority;
};

static bool is_in(const uint64_t *set, int fd)
{
	return set && set[fd / WORD_BITS] & UK_BIT(fd % WORD_BITS);
}

static short wanted_events(const struct sets *sets, int fd)
{
	return (short)((is_in(sets->in, fd) ? UK_READY_IN : 0) |
		       (is_in(sets->out, fd) ? UK_READY_OUT : 0) |
		       (is_in(sets->priority, fd) ? UK_READY_PRI : 0));
}

static size_t gather(const struct sets *sets, int limit, struct uk_pollfd *fds)
{
	size_t count = 0;

	for (int fd = 0; fd < limit; fd++) {
		short events = wanted_events(sets, fd);

		if (events)
			fds[count++] = (struct uk_pollfd){ .fd = fd, .events = events };
	}
	return count;
}

static void clear(uint64_t *set, int limit)
{
	if (set)
		memset(set, 0, UK_ALIGN_UP((size_t)limit, (size_t)WORD_BITS) / 8);
}

/* Whether one was put in. */
static int put(uint64_t *set, int fd, bool wanted, bool ready)
{
	if (!wanted || !ready)
		return 0;
	set[fd / WORD_BITS] |= UK_BIT(fd % WORD_BITS);
	return 1;
}

static int spread(const struct sets *sets, int limit, const struct uk_pollfd *fds, size_t count)
{
	int total = 0;

	clear(sets->in, limit);
	clear(sets->out, limit);
	clear(sets->priority, limit);
	for (size_t i = 0; i < count; i++) {
		short events = fds[i].events, ready = fds[i].revents;
		int fd = fds[i].fd;

		total += put(sets->in, fd, events & UK_READY_IN, ready & IN_EVENTS);
		total += put(sets->out, fd, events & UK_READY_OUT, ready & OUT_EVENTS);
		total += put(sets->priority, fd, events & UK_READY_PRI, ready & UK_READY_PRI);
	}
	return total;
}

static bool has_bad_descriptor(const struct uk_pollfd *fds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (fds[i].revents & UK_READY_INVALID)
			return true;
	return false;
}

static int select_gathered(const struct sets *sets, int limit, struct uk_pollfd *fds,
			   uint64_t deadline)
{
	size_t count = gather(sets, limit, fds);
	int result = uk_poll(fds, count, deadline);

	if (result < 0)
		return result;
	if (has_bad_descriptor(fds, count))
		return -EBADF;
	return spread(sets, limit, fds, count);
}

static int select_until(const struct sets *sets, long limit, uint64_t deadline)
{
	struct uk_pollfd *fds;
	int result;

	if (limit < 0)
		return -EINVAL;
	/* Linux, too, looks no further than its table. */
	limit = uk_min(limit, (long)CONFIG_LIB_FILE_MAX);
	fds = uk_calloc((size_t)uk_max(limit, 1L), sizeof(*fds));
	if (!fds)
		return -ENOMEM;
	result = select_gathered(sets, (int)limit, fds, deadline);
	uk_free(fds);
	return result;
}

UK_SYSCALL(pselect6, 6, limit, in, out, priority, timeout, mask)
{
	struct sets sets = { (uint64_t *)in, (uint64_t *)out, (uint64_t *)priority };
	uint64_t deadline;
	int error = timeout_to_deadline((const struct uk_timespec *)timeout, &deadline);

	(void)mask;
	return error ? error : select_until(&sets, (int)limit, deadline);
}

UK_SYSCALL(select, 5, limit, in, out, priority, timeout)
{
	const struct uk_timeval *given = (const struct uk_timeval *)timeout;
	struct uk_timespec time;

	if (given) {
		if (given->microseconds < 0 || given->microseconds >= 1000000)
			return -EINVAL;
		time = (struct uk_timespec){ given->seconds, given->microseconds * 1000 };
	}
	return uk_sys_pselect6(limit, in, out, priority, given ? (long)&time : 0, 0);
}
