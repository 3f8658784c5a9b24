/* SPDX-License-Identifier: BSD-3-Clause */
/* Timeouts of poll and select as deadlines. */
#ifndef FILE_TIMEOUT_H
#define FILE_TIMEOUT_H

#include <uk/time.h>

/* NULL waits for ever, zero only looks. Return: 0 or -EINVAL. */
static inline int timeout_to_deadline(const struct uk_timespec *timeout, uint64_t *deadline)
{
	uint64_t duration;
	int error;

	*deadline = UK_NEVER;
	if (!timeout)
		return 0;
	error = uk_time_from_timespec(timeout, &duration);
	if (!error)
		*deadline = duration ? uk_time_after(duration) : 0;
	return error;
}

#endif
