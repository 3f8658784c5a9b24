/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers and watch events out of the ring; nothing in them is believed. */
#include <uk/arch/cpu.h>
#include <uk/string.h>

#include "client.h"
#include "number.h"

static struct client *const client = &xen_store_client;

int xen_store_get(uint32_t *available)
{
	volatile struct xenstore_domain_interface *ring = client->ring;
	struct message *in = &client->in;
	uint32_t have = client->consumed - client->in_start, end = sizeof(in->header), len;

	if (have >= sizeof(in->header))
		end += in->header.len;
	len = uk_min(end - have, *available);
	for (uint32_t i = 0; i < len; i++)
		((char *)in)[have + i] = ring->rsp[MASK_XENSTORE_IDX(client->consumed + i)];
	client->consumed += len;
	*available -= len;
	have += len;
	if (have < sizeof(in->header))
		return false;
	if (in->header.len > XENSTORE_PAYLOAD_MAX)
		return -EPROTO;
	return have == sizeof(in->header) + in->header.len;
}

/* io/xs_wire.h, xsd_errors; without pointers, which cost relocations. */
static const struct {
	char name[11];
	uint8_t number;
} errors[] = {
	{ "EINVAL", EINVAL },	    { "EACCES", EACCES },
	{ "EEXIST", EEXIST },	    { "EISDIR", EISDIR },
	{ "ENOENT", ENOENT },	    { "ENOMEM", ENOMEM },
	{ "ENOSPC", ENOSPC },	    { "EIO", EIO },
	{ "ENOSYS", ENOSYS },	    { "EROFS", EROFS },
	{ "ENOTEMPTY", ENOTEMPTY }, { "EBUSY", EBUSY },
	{ "EAGAIN", EAGAIN },	    { "EISCONN", EISCONN },
	{ "E2BIG", E2BIG },	    { "EPERM", EPERM },
};

_Static_assert(UK_ARRAY_SIZE(errors) == UK_ARRAY_SIZE(xsd_errors), "all that the store may send");

/* The store sends the name of an error, its NUL with it. Return: -errno. */
static int error_of(const char *name, size_t len)
{
	for (size_t i = 0; i < UK_ARRAY_SIZE(errors); i++)
		if (len == strlen(errors[i].name) + 1 && memcmp(name, errors[i].name, len) == 0)
			return -errors[i].number;
	return -EIO;
}

static int copy_reply(struct uk_xen_store_request *request)
{
	uint32_t len = client->in.header.len;

	request->reply_len = len;
	if (!request->reply)
		return 0;
	if (len > request->reply_size)
		return -E2BIG;
	memcpy(request->reply, client->in.payload, len);
	return 0;
}

/* Nobody waits for it: a transaction that it starts is of no use. */
static void answer_to_nobody(uint32_t type)
{
	uint64_t transaction;

	if (type == XS_TRANSACTION_START &&
	    xen_store_number(client->in.payload, client->in.header.len, UINT32_MAX, &transaction) ==
		    0)
		xen_store_end_transaction((uint32_t)transaction);
}

static void answer(struct uk_xen_store_request *request, uint32_t type)
{
	const struct message *in = &client->in;

	if (!request)
		answer_to_nobody(type);
	else if (type == XS_ERROR)
		xen_store_finish(request, error_of(in->payload, in->header.len));
	else
		xen_store_finish(request, copy_reply(request));
}

static void dispatch(void)
{
	const struct xsd_sockmsg *header = &client->in.header;
	struct slot *slot = &client->slots[header->req_id % XEN_STORE_SLOTS];
	struct slot asked = *slot;

	if (header->type == XS_WATCH_EVENT) {
		xen_store_watch_event(client->in.payload, header->len);
		return;
	}
	if (header->req_id == 0 || header->req_id != asked.id) {
		xen_store_break("an answer to no request");
		return;
	}
	if (header->type != asked.type && header->type != XS_ERROR) {
		xen_store_break("an answer of a wrong type");
		return;
	}
	*slot = (struct slot){ 0 };
	answer(asked.request, header->type);
}

/* What is there now; for what comes later, another event comes. */
void xen_store_receive(void)
{
	volatile struct xenstore_domain_interface *ring = client->ring;
	uint32_t available = ring->rsp_prod - client->consumed;
	int complete = 0;

	if (available > XENSTORE_RING_SIZE) {
		xen_store_break("more was written than there is room for");
		return;
	}
	client->notify |= available > 0;
	/* Pairs with the store, which writes bytes before it moves rsp_prod. */
	ukarch_rmb();
	while (available > 0 && client->state == UK_XEN_STORE_READY) {
		complete = xen_store_get(&available);
		if (complete < 0)
			xen_store_break("a message that is too long");
		if (complete <= 0)
			continue;
		dispatch();
		client->in_start = client->consumed;
	}
	/* Pairs with the store, which reads rsp_cons before it writes bytes. */
	ukarch_mb();
	/* Of a ring that is being emptied nothing else may be touched. */
	if (client->state == UK_XEN_STORE_READY)
		ring->rsp_cons = client->consumed;
}
