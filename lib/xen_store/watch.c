/* SPDX-License-Identifier: BSD-3-Clause */
/* Watches: a mark each, so that a flood of events costs no memory. */
#include <uk/print.h>
#include <uk/string.h>

#include "client.h"

static struct client *const client = &xen_store_client;

/* Lower-case hexadecimal: the token is compared with this text alone. */
static void make_token(char *token, uint32_t number)
{
	uk_snprintf(token, sizeof(((struct uk_xen_store_watch *)0)->token), "%x", number);
}

void xen_store_watch_fill(const struct uk_xen_store_watch *watch, uint32_t type,
			  struct uk_xen_store_request *request)
{
	*request = (struct uk_xen_store_request){
		.type = type,
		.parts = { { watch->path, strlen(watch->path) + 1 },
			   { watch->token, strlen(watch->token) + 1 } },
	};
}

int xen_store_watch_link(struct uk_xen_store_watch *watch)
{
	if (client->state == UK_XEN_STORE_ABSENT)
		return -ENODEV;
	if (client->state == UK_XEN_STORE_BROKEN)
		return -EIO;
	watch->pending = watch->answered = false;
	watch->request = (struct uk_xen_store_request){ 0 };
	make_token(watch->token, ++client->last_token);
	uk_list_init(&watch->fired_link);
	uk_list_add_tail(&xen_store_watches, &watch->link);
	return 0;
}

void xen_store_watch_unlink(struct uk_xen_store_watch *watch)
{
	xen_store_abandon(&watch->request);
	uk_list_remove(&watch->link);
	uk_list_remove(&watch->fired_link);
}

/* Without a connection it is registered as soon as there is one. */
static void registered(struct uk_xen_store_request *request)
{
	struct uk_xen_store_watch *watch =
		uk_container_of(request, struct uk_xen_store_watch, request);

	if (client->state != UK_XEN_STORE_READY)
		return;
	watch->answered = true;
	if (client->tell_threads)
		client->tell_threads(NULL);
	if (request->error)
		uk_error("xen_store: no watch on %s: error %d", watch->path, -request->error);
}

static int register_watch(struct uk_xen_store_watch *watch)
{
	xen_store_watch_fill(watch, XS_WATCH, &watch->request);
	watch->request.settled = registered;
	return xen_store_enqueue(&watch->request);
}

int uk_xen_store_watch_start(struct uk_xen_store_watch *watch)
{
	bool enabled = xen_store_lock();
	int error = xen_store_watch_link(watch);

	if (error == 0 && client->state == UK_XEN_STORE_READY) {
		error = register_watch(watch);
		if (error)
			xen_store_watch_unlink(watch);
		else
			xen_store_transmit();
	}
	xen_store_unlock(enabled);
	return error;
}

void xen_store_watch_again(void)
{
	struct uk_xen_store_watch *watch;

	uk_list_for_each_entry (watch, &xen_store_watches, link)
		register_watch(watch);
}

static void fire(struct uk_xen_store_watch *watch)
{
	if (!watch->changed_isr) {
		watch->pending = true;
		if (client->tell_threads)
			client->tell_threads(watch);
	} else if (uk_list_empty(&watch->fired_link)) {
		uk_list_add_tail(&xen_store_fired, &watch->fired_link);
	}
}

/* A token that nobody has is that of a watch which was removed meanwhile. */
void xen_store_watch_event(const char *payload, size_t len)
{
	const char *end = payload + len, *path_end = memchr(payload, '\0', len);
	const char *token = path_end ? path_end + 1 : end;
	struct uk_xen_store_watch *watch;

	if (memchr(token, '\0', (size_t)(end - token)) != end - 1) {
		xen_store_break("a watch event without path and token");
		return;
	}
	uk_list_for_each_entry (watch, &xen_store_watches, link) {
		if (strcmp(watch->token, token) == 0) {
			fire(watch);
			return;
		}
	}
}
