/* SPDX-License-Identifier: BSD-3-Clause */
/* Transactions. */
#include <uk/sched.h>

#include "call.h"
#include "number.h"

int uk_xen_store_transaction_start(struct uk_xen_store_scope *scope, uint64_t deadline)
{
	char text[12];
	struct call call = {
		.request = {
			.type = XS_TRANSACTION_START,
			.parts = { { "", 1 } },
			.reply = text,
			.reply_size = sizeof(text),
		},
	};
	uint64_t number;
	int error;

	*scope = (struct uk_xen_store_scope){ .deadline = deadline };
	error = xen_store_call(&call, scope);
	if (error)
		return error == -E2BIG ? -EIO : error;
	if (xen_store_number(text, call.request.reply_len, UINT32_MAX, &number) || number == 0)
		return -EIO;
	scope->transaction = (uint32_t)number;
	return 0;
}

int uk_xen_store_transaction_commit(const struct uk_xen_store_scope *scope)
{
	struct call call = {
		.request = {
			.type = XS_TRANSACTION_END,
			.transaction = scope->transaction,
			.parts = { { "T", 2 } },
		},
	};

	return xen_store_call(&call, scope);
}

void uk_xen_store_transaction_abort(const struct uk_xen_store_scope *scope)
{
	bool enabled = xen_store_lock();

	if (xen_store_client.state == UK_XEN_STORE_READY) {
		xen_store_end_transaction(scope->transaction);
		xen_store_transmit();
	}
	xen_store_unlock(enabled);
}

/* Return: -EAGAIN when it has to be done again. */
static int attempt(int (*function)(const struct uk_xen_store_scope *scope, void *arg), void *arg,
		   uint64_t deadline)
{
	struct uk_xen_store_scope scope;
	int error = uk_xen_store_transaction_start(&scope, deadline);

	if (error)
		return error;
	error = function(&scope, arg);
	if (error == 0)
		return uk_xen_store_transaction_commit(&scope);
	uk_xen_store_transaction_abort(&scope);
	return error;
}

int uk_xen_store_transact(int (*function)(const struct uk_xen_store_scope *scope, void *arg),
			  void *arg, uint64_t deadline)
{
	int error;

	while ((error = attempt(function, arg, deadline)) == -EAGAIN)
		if (uk_time_now() >= deadline)
			return -ETIMEDOUT;
	return error;
}
