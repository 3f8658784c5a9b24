/* SPDX-License-Identifier: BSD-3-Clause */
/* The Linux calls poll and ppoll. */
#include <uk/errno.h>
#include <uk/file.h>
#include <uk/syscall.h>

#include "timeout.h"

static long poll_until(long fds, long count, uint64_t deadline)
{
	if (!fds && count)
		return -EFAULT;
	return uk_poll((struct uk_pollfd *)fds, (size_t)count, deadline);
}

UK_SYSCALL(poll, 3, fds, count, timeout)
{
	int milliseconds = (int)timeout;
	uint64_t deadline = UK_NEVER;

	if (milliseconds == 0)
		deadline = 0;
	else if (milliseconds > 0)
		deadline = uk_time_after((uint64_t)milliseconds * UK_NSEC_PER_MSEC);
	return poll_until(fds, count, deadline);
}

UK_SYSCALL(ppoll, 5, fds, count, timeout, mask, mask_size)
{
	uint64_t deadline;
	int error = timeout_to_deadline((const struct uk_timespec *)timeout, &deadline);

	(void)mask;
	(void)mask_size;
	return error ? error : poll_until(fds, count, deadline);
}
