/* SPDX-License-Identifier: BSD-3-Clause */
/* The client: finds the ring, connects, breaks, connects again. */
#include <uk/init.h>
#include <uk/plat/irq.h>
#include <uk/plat/xen_store.h>
#include <uk/print.h>

#include "client.h"

/* A store that breaks the ring more often is left alone. */
enum { BREAKS_MAX = 8 };

struct client xen_store_client;
struct uk_list xen_store_queue;
struct uk_list xen_store_finished;
struct uk_list xen_store_fired;
struct uk_list xen_store_watches;

static struct client *const client = &xen_store_client;

bool xen_store_lock(void)
{
	return uk_spin_lock(&client->lock);
}

static struct uk_xen_store_request *take_finished(void)
{
	struct uk_xen_store_request *request =
		uk_list_first_entry(&xen_store_finished, struct uk_xen_store_request, link);

	if (request)
		uk_list_remove(&request->link);
	return request;
}

static struct uk_xen_store_watch *take_fired(void)
{
	struct uk_xen_store_watch *watch =
		uk_list_first_entry(&xen_store_fired, struct uk_xen_store_watch, fired_link);

	if (watch)
		uk_list_remove(&watch->fired_link);
	return watch;
}

/* One callback at a time, events masked, without the lock: it may submit, which comes here again. */
void xen_store_unlock(bool enabled)
{
	/* Without a store the lists are none. */
	if (client->state == UK_XEN_STORE_ABSENT) {
		uk_spin_unlock(&client->lock, enabled);
		return;
	}
	for (;;) {
		struct uk_xen_store_request *request = take_finished();
		struct uk_xen_store_watch *watch = request ? NULL : take_fired();
		bool notify = client->notify;

		client->notify = false;
		uk_spin_unlock(&client->lock, false);
		if (notify)
			ukplat_xen_notify(client->irq);
		if (request)
			request->done(request);
		else if (watch)
			watch->changed_isr(watch);
		else
			break;
		(void)xen_store_lock();
	}
	ukplat_irq_restore(enabled);
}

static void fail_everything(void)
{
	struct uk_xen_store_request *request;

	while ((request = uk_list_first_entry(&xen_store_queue, struct uk_xen_store_request, link)))
		xen_store_finish(request, -EIO);
	for (unsigned int i = 0; i < XEN_STORE_SLOTS; i++) {
		request = client->slots[i].request;
		client->slots[i] = (struct slot){ 0 };
		if (request)
			xen_store_finish(request, -EIO);
	}
	client->orphan_count = 0;
	if (client->tell_threads)
		client->tell_threads(NULL);
}

/* From here on only the connection field means something, until the store clears it. */
static void ask_to_connect(void)
{
	client->state = UK_XEN_STORE_CONNECTING;
	client->ring->connection = XENSTORE_RECONNECT;
	client->notify = true;
	fail_everything();
}

static bool can_reconnect(void)
{
	return client->ring->server_features & XENSTORE_SERVER_FEATURE_RECONNECTION;
}

void xen_store_break(const char *what)
{
	bool again = can_reconnect() && ++client->breaks < BREAKS_MAX;

	uk_error("xen_store: the ring is broken: %s%s", what, again ? "; connecting again" : "");
	if (again) {
		ask_to_connect();
		return;
	}
	client->state = UK_XEN_STORE_BROKEN;
	fail_everything();
}

/* Answers to somebody who used the ring before us are skipped. */
void xen_store_take_indices(void)
{
	/* Pairs with the store, which empties the ring before it clears the connection field. */
	ukarch_rmb();
	client->produced = client->out_end = client->ring->req_prod;
	client->consumed = client->in_start = client->ring->rsp_prod;
	client->ring->rsp_cons = client->consumed;
}

static void start(void)
{
	xen_store_take_indices();
	client->state = UK_XEN_STORE_READY;
	xen_store_watch_again();
}

/* As far as it can go now. */
static void advance(void)
{
	struct ukplat_xen_store store;

	if (client->state == UK_XEN_STORE_LATE && ukplat_xen_store(&store) == 0) {
		client->ring = store.page;
		client->state = UK_XEN_STORE_CONNECTING;
	}
	if (client->state == UK_XEN_STORE_CONNECTING &&
	    client->ring->connection == XENSTORE_CONNECTED)
		start();
	if (client->state == UK_XEN_STORE_READY)
		xen_store_receive();
	if (client->state == UK_XEN_STORE_READY)
		xen_store_transmit();
}

static bool interrupt(void *arg)
{
	bool enabled = xen_store_lock();

	(void)arg;
	advance();
	xen_store_unlock(enabled);
	return true;
}

int uk_xen_store_submit(struct uk_xen_store_request *request)
{
	bool enabled = xen_store_lock();
	int error = xen_store_enqueue(request);

	if (error == 0 && client->state == UK_XEN_STORE_READY)
		xen_store_transmit();
	xen_store_unlock(enabled);
	return error;
}

enum uk_xen_store_state uk_xen_store_state(void)
{
	bool enabled = xen_store_lock();
	enum uk_xen_store_state state = client->state;

	xen_store_unlock(enabled);
	return state;
}

int uk_xen_store_reconnect(void)
{
	bool enabled = xen_store_lock();
	int error = 0;

	if (client->state != UK_XEN_STORE_READY)
		error = -EAGAIN;
	else if (!can_reconnect())
		error = -EOPNOTSUPP;
	else
		ask_to_connect();
	xen_store_unlock(enabled);
	return error;
}

static int xen_store_start(void)
{
	static struct ukplat_irq_action action = { .handler = interrupt };
	struct ukplat_xen_store store;
	int error = ukplat_xen_store(&store);

	if (error && error != -EAGAIN)
		return 0;
	uk_list_init(&xen_store_queue);
	uk_list_init(&xen_store_finished);
	uk_list_init(&xen_store_fired);
	uk_list_init(&xen_store_watches);
	client->irq = store.irq;
	client->state = UK_XEN_STORE_LATE;
	error = ukplat_irq_register(store.irq, &action);
	if (error)
		return error;
	/* The event may have come before there was a handler. */
	interrupt(NULL);
	return 0;
}

UK_INIT(bus, xen_store_start);
