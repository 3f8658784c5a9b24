/* SPDX-License-Identifier: BSD-3-Clause */
/* One key at the end of the image, whatever the rest of the client was doing. */
#include <stdatomic.h>

#include <uk/arch/cpu.h>
#include <uk/plat/xen_store.h>
#include <uk/string.h>

#include "client.h"

enum {
	/* Each gives the CPU away: some milliseconds to seconds in all. */
	WAIT_LIMIT = 20000,
	ID = 0, /* no slot's */
	LEN_MAX = 200,
};

static struct client *const client = &xen_store_client;

/* Give the store time, and what it has sent its due. Return: whether our answer has come. */
static bool look(bool *refused)
{
	volatile struct xenstore_domain_interface *ring = client->ring;
	uint32_t available = ring->rsp_prod - client->consumed;
	bool found = false;

	if (available > XENSTORE_RING_SIZE)
		return false;
	/* Pairs with the store, which writes bytes before it moves rsp_prod. */
	ukarch_rmb();
	while (available > 0 && !found) {
		int complete = xen_store_get(&available);

		if (complete < 0)
			break;
		if (!complete)
			continue;
		found = client->in.header.req_id == ID && client->in.header.type != XS_WATCH_EVENT;
		*refused = client->in.header.type != XS_WRITE;
		client->in_start = client->consumed;
	}
	/* Pairs with the store, which reads rsp_cons before it writes bytes. */
	ukarch_mb();
	ring->rsp_cons = client->consumed;
	return found;
}

/* Return: whether all of it is in the ring. */
static bool send(const char *data, uint32_t len)
{
	bool refused;

	for (unsigned int i = 0; i < WAIT_LIMIT; i++) {
		int sent = xen_store_put(data, len);

		if (sent < 0)
			return false;
		data += sent;
		len -= (uint32_t)sent;
		ukplat_xen_notify(client->irq);
		if (len == 0)
			return true;
		look(&refused);
		ukplat_xen_yield();
	}
	return false;
}

static bool wait(void)
{
	bool refused = false;

	for (unsigned int i = 0; i < WAIT_LIMIT; i++) {
		if (look(&refused))
			return !refused;
		ukplat_xen_notify(client->irq);
		ukplat_xen_yield();
	}
	return false;
}

/* The message that was being sent has to be whole, or ours would be taken for its rest. */
static bool send_rest(void)
{
	uint32_t left = client->out_end - client->produced;

	if (left > client->out_len)
		return false;
	return left == 0 || send((const char *)&client->out + client->out_len - left, left);
}

/* The image may end before the client has started, or as soon as there is a store. */
static bool connected(void)
{
	struct ukplat_xen_store store;

	if (client->state == UK_XEN_STORE_READY)
		return true;
	if (client->state == UK_XEN_STORE_BROKEN || ukplat_xen_store(&store))
		return false;
	client->ring = store.page;
	client->irq = store.irq;
	if (client->ring->connection != XENSTORE_CONNECTED)
		return false;
	xen_store_take_indices();
	return true;
}

bool uk_xen_store_write_last(const char *path, const char *value)
{
	size_t path_len = strlen(path) + 1, value_len = strlen(value);
	struct {
		struct xsd_sockmsg header;
		char payload[LEN_MAX];
	} message = { { XS_WRITE, ID, 0, (uint32_t)(path_len + value_len) }, { 0 } };

	if (path_len + value_len > LEN_MAX || !connected())
		return false;
	memcpy(message.payload, path, path_len);
	memcpy(message.payload + path_len, value, value_len);
	if (!send_rest() || !send((const char *)&message,
				  (uint32_t)(sizeof(message.header) + path_len + value_len)))
		return false;
	client->out_end = client->produced;
	return wait();
}
