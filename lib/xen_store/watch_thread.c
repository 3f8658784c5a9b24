/* SPDX-License-Identifier: BSD-3-Clause */
/* Watches for threads: waiting for one, and a thread that calls back. */
#include <uk/sched.h>

#include "call.h"

static struct client *const client = &xen_store_client;

/* Woken when a watch has fired or is answered, a callback has returned, or the ring broke. */
static struct uk_wait_queue changes = UK_WAIT_QUEUE_INIT(changes);

/* Under the client's lock. */
static struct uk_thread *caller;	  /* the watch thread */
static struct uk_xen_store_watch *called; /* whose callback runs */
static struct uk_list to_call = UK_LIST_INIT(to_call);

static void tell(struct uk_xen_store_watch *watch)
{
	if (watch && watch->changed && uk_list_empty(&watch->fired_link))
		uk_list_add_tail(&to_call, &watch->fired_link);
	uk_wait_wake_all(&changes);
}

static bool is_work(void)
{
	bool enabled = xen_store_lock();
	bool work = !uk_list_empty(&to_call);

	xen_store_unlock(enabled);
	return work;
}

/* The next watch is marked as called; the last one no more. */
static struct uk_xen_store_watch *next(void)
{
	bool enabled = xen_store_lock();
	struct uk_xen_store_watch *watch =
		uk_list_first_entry(&to_call, struct uk_xen_store_watch, fired_link);

	if (watch) {
		uk_list_remove(&watch->fired_link);
		watch->pending = false;
	}
	called = watch;
	xen_store_unlock(enabled);
	uk_wait_wake_all(&changes);
	return watch;
}

static void call_back(void *arg)
{
	struct uk_xen_store_watch *watch;

	(void)arg;
	for (;;) {
		while ((watch = next()))
			watch->changed(watch);
		uk_wait_event(&changes, UK_NEVER, is_work());
	}
}

static int start_thread(void)
{
	static const struct uk_thread_attributes attributes = { .name = "xen_store",
								.detached = true };

	return caller ? 0 : uk_thread_create(call_back, NULL, &attributes, &caller);
}

static bool is_answered(const struct uk_xen_store_watch *watch)
{
	bool enabled = xen_store_lock();
	bool answered = watch->answered || client->state == UK_XEN_STORE_BROKEN;

	xen_store_unlock(enabled);
	return answered;
}

/* Return: what the store said of the registration, or why it has not. */
static int wait_answer(struct uk_xen_store_watch *watch, uint64_t deadline)
{
	int error = uk_wait_event(&changes, deadline, is_answered(watch));

	if (error)
		return error;
	return watch->answered ? watch->request.error : -EIO;
}

static void forget(struct uk_xen_store_watch *watch)
{
	bool enabled = xen_store_lock();

	xen_store_watch_unlink(watch);
	xen_store_unlock(enabled);
}

int uk_xen_store_watch_add(struct uk_xen_store_watch *watch, uint64_t deadline)
{
	int error = watch->changed ? start_thread() : 0;

	if (error)
		return error;
	client->tell_threads = tell;
	error = uk_xen_store_watch_start(watch);
	if (error)
		return error;
	error = wait_answer(watch, deadline);
	if (error)
		forget(watch);
	return error;
}

/* Return: whether there is nothing to wait for any more. */
static bool take(struct uk_xen_store_watch *watch, bool *fired)
{
	bool enabled = xen_store_lock();
	bool broken = client->state == UK_XEN_STORE_BROKEN;

	*fired = watch->pending;
	watch->pending = false;
	xen_store_unlock(enabled);
	return *fired || broken;
}

int uk_xen_store_watch_wait(struct uk_xen_store_watch *watch, uint64_t deadline)
{
	bool fired = false;
	int error = uk_wait_event(&changes, deadline, fired || take(watch, &fired));

	if (fired)
		return 0;
	return error ? error : -EIO;
}

static bool is_called(const struct uk_xen_store_watch *watch)
{
	bool enabled = xen_store_lock();
	bool now = called == watch && uk_thread_current() != caller;

	xen_store_unlock(enabled);
	return now;
}

static void unregister(const struct uk_xen_store_watch *watch)
{
	const struct uk_xen_store_scope scope = { .deadline = uk_time_after(UK_NSEC_PER_SEC) };
	struct call call;

	xen_store_watch_fill(watch, XS_UNWATCH, &call.request);
	(void)xen_store_call(&call, &scope);
}

void uk_xen_store_watch_remove(struct uk_xen_store_watch *watch)
{
	UK_ASSERT(!watch->changed_isr);
	forget(watch);
	while (is_called(watch))
		uk_wait_event(&changes, UK_NEVER, !is_called(watch));
	unregister(watch);
}
