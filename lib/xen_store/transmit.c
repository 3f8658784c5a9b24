/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests into the ring, each with an id of its own. */
#include <stdatomic.h>

#include <uk/arch/cpu.h>
#include <uk/string.h>

#include "client.h"

static struct client *const client = &xen_store_client;

int xen_store_put(const char *data, uint32_t len)
{
	volatile struct xenstore_domain_interface *ring = client->ring;
	uint32_t at = client->produced, used = at - ring->req_cons;

	if (used > XENSTORE_RING_SIZE)
		return -EPROTO;
	len = uk_min(len, XENSTORE_RING_SIZE - used);
	/* Pairs with the store, which reads bytes before it moves req_cons. */
	ukarch_mb();
	for (uint32_t i = 0; i < len; i++)
		ring->req[MASK_XENSTORE_IDX(at + i)] = data[i];
	/* Pairs with the store, which reads req_prod before the bytes. */
	ukarch_wmb();
	client->produced = at + len;
	/* Who is stopped here leaves req_prod behind; the next call, be it of no byte, makes up for that. */
	atomic_signal_fence(memory_order_seq_cst);
	ring->req_prod = at + len;
	client->notify |= len > 0;
	return (int)len;
}

/* Return: NULL when all are in use. */
static struct slot *take_slot(uint32_t type, struct uk_xen_store_request *request)
{
	for (unsigned int i = 0; i < XEN_STORE_SLOTS; i++) {
		struct slot *slot = &client->slots[i];

		if (slot->id)
			continue;
		/* Not the id of an earlier request in the same slot, and never 0. */
		client->last_id += XEN_STORE_SLOTS;
		if (client->last_id == 0)
			client->last_id = XEN_STORE_SLOTS;
		*slot = (struct slot){ client->last_id + i, type, request };
		return slot;
	}
	return NULL;
}

/* The message is complete before @out_end says that there is one. */
static void begin(uint32_t payload_len)
{
	client->out.header.len = payload_len;
	client->out_len = (uint32_t)sizeof(client->out.header) + payload_len;
	/* Pairs with uk_xen_store_write_last(). */
	atomic_signal_fence(memory_order_seq_cst);
	client->out_end = client->produced + client->out_len;
}

static void begin_request(struct uk_xen_store_request *request, const struct slot *slot)
{
	size_t len = 0;

	client->out.header = (struct xsd_sockmsg){
		.type = request->type,
		.req_id = slot->id,
		.tx_id = request->transaction,
	};
	for (unsigned int i = 0; i < UK_XEN_STORE_PARTS; i++) {
		const struct uk_xen_store_part *part = &request->parts[i];

		if (part->len)
			memcpy(client->out.payload + len, part->data, part->len);
		len += part->len;
	}
	begin((uint32_t)len);
}

static void begin_orphan(uint32_t transaction, const struct slot *slot)
{
	client->out.header = (struct xsd_sockmsg){
		.type = XS_TRANSACTION_END,
		.req_id = slot->id,
		.tx_id = transaction,
	};
	memcpy(client->out.payload, "F", 2);
	begin(2);
}

/* Return: whether there is something to send, and an id for it. */
static bool begin_next(void)
{
	struct uk_xen_store_request *request =
		uk_list_first_entry(&xen_store_queue, struct uk_xen_store_request, link);
	struct slot *slot;

	if (!request && client->orphan_count == 0)
		return false;
	slot = take_slot(client->orphan_count ? XS_TRANSACTION_END : request->type,
			 client->orphan_count ? NULL : request);
	if (!slot)
		return false;
	if (client->orphan_count) {
		begin_orphan(client->orphans[--client->orphan_count], slot);
		return true;
	}
	uk_list_remove(&request->link);
	request->state = REQUEST_SENT;
	request->slot = (unsigned int)(slot - client->slots);
	begin_request(request, slot);
	return true;
}

void xen_store_transmit(void)
{
	while (client->out_end != client->produced || begin_next()) {
		uint32_t left = client->out_end - client->produced;
		const char *bytes = (const char *)&client->out + client->out_len - left;

		int sent = xen_store_put(bytes, left);

		if (sent < 0)
			xen_store_break("more was read than was written");
		if (sent <= 0)
			return;
	}
}

int xen_store_enqueue(struct uk_xen_store_request *request)
{
	size_t len = 0;

	if (client->state == UK_XEN_STORE_ABSENT)
		return -ENODEV;
	if (client->state == UK_XEN_STORE_BROKEN)
		return -EIO;
	for (unsigned int i = 0; i < UK_XEN_STORE_PARTS; i++) {
		if (request->parts[i].len > XENSTORE_PAYLOAD_MAX - len)
			return -E2BIG;
		len += request->parts[i].len;
	}
	request->error = 0;
	request->reply_len = 0;
	request->state = REQUEST_QUEUED;
	uk_list_add_tail(&xen_store_queue, &request->link);
	return 0;
}

void xen_store_finish(struct uk_xen_store_request *request, int error)
{
	if (request->state == REQUEST_QUEUED)
		uk_list_remove(&request->link);
	request->error = error;
	request->state = REQUEST_IDLE;
	if (request->settled)
		request->settled(request);
	else if (request->done)
		uk_list_add_tail(&xen_store_finished, &request->link);
}

void xen_store_abandon(struct uk_xen_store_request *request)
{
	if (request->state == REQUEST_QUEUED)
		uk_list_remove(&request->link);
	else if (request->state == REQUEST_SENT)
		client->slots[request->slot].request = NULL;
	request->state = REQUEST_IDLE;
}

void xen_store_end_transaction(uint32_t transaction)
{
	if (client->orphan_count < XEN_STORE_ORPHANS)
		client->orphans[client->orphan_count++] = transaction;
}
