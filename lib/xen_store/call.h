/* SPDX-License-Identifier: BSD-3-Clause */
/* A request for which a thread waits. */
#ifndef UK_XEN_STORE_CALL_H
#define UK_XEN_STORE_CALL_H

#include <uk/xen_store.h>

#include "client.h"

struct call {
	struct uk_xen_store_request request;
	struct uk_thread *thread;
};

/* Fill in type, scope, and the path as the first part. Return: 0, -ENAMETOOLONG, -EINVAL. */
int xen_store_call_path(struct call *call, uint32_t type, const struct uk_xen_store_scope *scope,
			const char *path);

/* Submit it and sleep. Return: 0, the answer's bytes being in request.reply_len, or -errno. */
int xen_store_call(struct call *call, const struct uk_xen_store_scope *scope);

#endif
