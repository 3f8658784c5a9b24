/* SPDX-License-Identifier: BSD-3-Clause */
/* Each thread's own part of the C library: errno, and what functions keep between calls. */
#include <reent.h>
#include <stdlib.h>

#include <uk/alloc.h>
#include <uk/sched.h>

static void release(void *libc)
{
	_reclaim_reent(libc);
	uk_free(libc);
}

/* Made when a thread first needs it. Without memory for it the thread shares the main one's. */
static struct _reent *make(struct uk_thread *thread)
{
	struct _reent *reent = uk_zalloc(sizeof(*reent));

	if (!reent)
		return _GLOBAL_REENT;
	_REENT_INIT_PTR_ZEROED(reent);
	thread->libc = reent;
	thread->libc_release = release;
	return reent;
}

UK_API struct _reent *__getreent(void)
{
	struct uk_thread *thread = uk_thread_current();

	if (!thread || !thread->stack)
		return _GLOBAL_REENT;
	return uk_likely(thread->libc) ? thread->libc : make(thread);
}
