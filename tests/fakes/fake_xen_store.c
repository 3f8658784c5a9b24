/* SPDX-License-Identifier: BSD-3-Clause */
/* A scripted xenstored. */
#include <assert.h>
#include <string.h>

#include <uk/plat/xen_store.h>

#include "fake_internal.h"
#include "fake_xen_store.h"
#include "fakes.h"

struct fake_xen_store fake_xen_store;
static struct fake_xen_store *const fake = &fake_xen_store;

FAKE int ukplat_xen_store(struct ukplat_xen_store *store)
{
	store->irq = FAKE_XEN_STORE_IRQ;
	store->page = fake->error ? NULL : &fake->ring;
	return fake->error;
}

FAKE void ukplat_xen_notify(unsigned int irq)
{
	assert(irq == FAKE_XEN_STORE_IRQ);
	fake->notified++;
	fake_xen_store_run();
}

FAKE void ukplat_xen_yield(void)
{
	if (fake->yield)
		fake->yield();
}

FAKE void ukplat_xen_stop(bool restart)
{
	fake->stops++;
	fake->restarts += restart;
}

void fake_xen_store_reset(uint32_t index)
{
	memset(fake, 0, sizeof(*fake));
	fake->read = fake->written = index;
	fake->ring.req_cons = fake->ring.req_prod = index;
	fake->ring.rsp_cons = fake->ring.rsp_prod = index;
}

static void take_request(void)
{
	struct xsd_sockmsg header;
	size_t len;

	while (fake->in_len >= sizeof(header)) {
		memcpy(&header, fake->in, sizeof(header));
		assert(header.len <= XENSTORE_PAYLOAD_MAX || fake->lies);
		if (header.len > XENSTORE_PAYLOAD_MAX) {
			fake->in_len = 0;
			return;
		}
		len = sizeof(header) + header.len;
		if (fake->in_len < len)
			return;
		memset(&fake->last, 0, sizeof(fake->last));
		memcpy(&fake->last, fake->in, len);
		memmove(fake->in, fake->in + len, fake->in_len - len);
		fake->in_len -= len;
		fake->requests++;
		if (fake->request) {
			static struct fake_xen_store_message message;

			message = fake->last;
			fake->request(&message);
		}
	}
}

static bool read_ring(void)
{
	uint32_t available = fake->ring.req_prod - fake->read;

	assert(available <= XENSTORE_RING_SIZE || fake->lies);
	if (available > XENSTORE_RING_SIZE)
		return false;
	if (fake->pace)
		available = uk_min(available, fake->pace);
	for (uint32_t i = 0; i < available; i++) {
		assert(fake->in_len < sizeof(fake->in));
		fake->in[fake->in_len++] = fake->ring.req[MASK_XENSTORE_IDX(fake->read++)];
		take_request();
	}
	fake->ring.req_cons = fake->read;
	return available > 0;
}

static bool write_ring(void)
{
	uint32_t used = fake->written - fake->ring.rsp_cons;
	size_t len = used > XENSTORE_RING_SIZE ? 0 : XENSTORE_RING_SIZE - used;

	len = uk_min(len, fake->out_len);
	for (size_t i = 0; i < len; i++)
		fake->ring.rsp[MASK_XENSTORE_IDX(fake->written++)] = fake->out[i];
	memmove(fake->out, fake->out + len, fake->out_len - len);
	fake->out_len -= len;
	fake->ring.rsp_prod = fake->written;
	return len > 0;
}

void fake_xen_store_run(void)
{
	bool moved;

	if (fake->asleep || fake->ring.connection != XENSTORE_CONNECTED)
		return;
	moved = read_ring();
	moved |= write_ring();
	if (moved)
		fake_irq_raise(FAKE_XEN_STORE_IRQ);
}

void fake_xen_store_bytes(const void *data, size_t len)
{
	assert(len <= sizeof(fake->out) - fake->out_len);
	memcpy(fake->out + fake->out_len, data, len);
	fake->out_len += len;
}

void fake_xen_store_send(uint32_t type, uint32_t id, const void *payload, size_t len)
{
	struct xsd_sockmsg header = { .type = type, .req_id = id, .len = (uint32_t)len };

	fake_xen_store_bytes(&header, sizeof(header));
	fake_xen_store_bytes(payload, len);
}

void fake_xen_store_answer(const struct fake_xen_store_message *request, const void *payload,
			   size_t len)
{
	fake_xen_store_send(request->header.type, request->header.req_id, payload, len);
}

void fake_xen_store_refuse(const struct fake_xen_store_message *request, const char *name)
{
	fake_xen_store_send(XS_ERROR, request->header.req_id, name, strlen(name) + 1);
}

void fake_xen_store_event(const char *path, const char *token)
{
	char payload[256];
	size_t len = strlen(path) + 1;

	memcpy(payload, path, len);
	memcpy(payload + len, token, strlen(token) + 1);
	fake_xen_store_send(XS_WATCH_EVENT, 0, payload, len + strlen(token) + 1);
}
