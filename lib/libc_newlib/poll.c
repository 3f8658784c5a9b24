/* SPDX-License-Identifier: BSD-3-Clause */
/* Waiting for several descriptors. */
#include <poll.h>
#include <sys/select.h>

#include <uk/base.h>

#include "calls.h"
#include "result.h"

UK_API int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	return (int)uk_libc_result(uk_sys_poll((long)fds, (long)count, timeout));
}

UK_API int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
		 const sigset_t *mask)
{
	return (int)uk_libc_result(
		uk_sys_ppoll((long)fds, (long)count, (long)timeout, (long)mask, sizeof(*mask)));
}

UK_API int select(int limit, fd_set *in, fd_set *out, fd_set *priority, struct timeval *timeout)
{
	return (int)uk_libc_result(
		uk_sys_select(limit, (long)in, (long)out, (long)priority, (long)timeout));
}

UK_API int pselect(int limit, fd_set *in, fd_set *out, fd_set *priority,
		   const struct timespec *timeout, const sigset_t *mask)
{
	(void)mask;
	return (int)uk_libc_result(
		uk_sys_pselect6(limit, (long)in, (long)out, (long)priority, (long)timeout, 0));
}
