/* SPDX-License-Identifier: BSD-3-Clause */
/* Sleeping until a request is answered. */
#include <uk/sched.h>
#include <uk/string.h>

#include "call.h"

/* Under the lock: the thread takes it before it gives up the memory. */
static void wake(struct uk_xen_store_request *request)
{
	uk_thread_wake(uk_container_of(request, struct call, request)->thread);
}

int xen_store_call_path(struct call *call, uint32_t type, const struct uk_xen_store_scope *scope,
			const char *path)
{
	size_t max = path[0] == '/' ? XENSTORE_ABS_PATH_MAX : XENSTORE_REL_PATH_MAX;
	size_t len = strnlen(path, max + 1);

	if (len > max)
		return -ENAMETOOLONG;
	*call = (struct call){
		.request = {
			.type = type,
			.transaction = scope ? scope->transaction : 0,
			.parts = { { path, len + 1 } },
		},
	};
	return 0;
}

static bool is_done(struct uk_xen_store_request *request)
{
	bool enabled = xen_store_lock();
	bool done = request->state == REQUEST_IDLE;

	xen_store_unlock(enabled);
	return done;
}

static int sleep(struct uk_xen_store_request *request, uint64_t deadline)
{
	int error = 0;

	while (error == 0) {
		uk_thread_prepare();
		if (is_done(request))
			return 0;
		error = uk_thread_block(deadline);
	}
	return error;
}

int xen_store_call(struct call *call, const struct uk_xen_store_scope *scope)
{
	struct uk_xen_store_request *request = &call->request;
	int error;
	bool enabled;

	call->thread = uk_thread_current();
	request->settled = wake;
	error = uk_xen_store_submit(request);
	if (error)
		return error;
	error = sleep(request, scope ? scope->deadline : UK_NEVER);
	enabled = xen_store_lock();
	if (request->state == REQUEST_IDLE)
		error = request->error;
	else
		xen_store_abandon(request);
	xen_store_unlock(enabled);
	return error;
}
