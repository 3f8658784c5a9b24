/* SPDX-License-Identifier: BSD-3-Clause */
/* The exit status into xenstore: one request, written at the end (Xen public headers, io/xs_wire.h). */
#include <uk/arch/cpu.h>
#include <uk/string.h>

#include <xen/io/xs_wire.h>
#include <xen/sched.h>

#include "xen.h"

/* Relative to the guest's own folder, in the part that it may write. */
#define KEY "data/exit-status"

enum {
	DIGITS = 3,
	/* Each gives the CPU away: some milliseconds to seconds in all. */
	WAIT_LIMIT = 20000,
};

struct request {
	struct xsd_sockmsg header;
	char key[sizeof(KEY)];
	char value[DIGITS];
};

static volatile struct xenstore_domain_interface *store;
static evtchn_port_t channel;

void xen_store_init(struct xenstore_domain_interface *shared, evtchn_port_t port)
{
	store = shared;
	channel = port;
}

/* Return: bytes of the request. */
static size_t fill(struct request *request, unsigned int status)
{
	size_t digits = status >= 100 ? 3 : status >= 10 ? 2 : 1;

	*request = (struct request){
		.header = { .type = XS_WRITE, .len = (uint32_t)(sizeof(KEY) + digits) },
		.key = KEY,
	};
	for (size_t i = digits; i-- > 0; status /= 10)
		request->value[i] = (char)('0' + status % 10);
	return sizeof(request->header) + request->header.len;
}

static bool put(const char *data, size_t size)
{
	uint32_t at = store->req_prod, used = at - store->req_cons;

	if (used > XENSTORE_RING_SIZE || XENSTORE_RING_SIZE - used < size)
		return false;
	/* Pairs with xenstored, which reads bytes before it moves req_cons. */
	ukarch_mb();
	for (size_t i = 0; i < size; i++)
		store->req[MASK_XENSTORE_IDX(at + i)] = data[i];
	/* Pairs with xenstored, which reads req_prod before the bytes. */
	ukarch_wmb();
	store->req_prod = at + (uint32_t)size;
	return true;
}

bool xen_exit_status_store(unsigned int status)
{
	struct evtchn_send op = { .port = channel };
	struct request request;
	uint32_t answered;

	if (!store)
		return false;
	answered = store->rsp_prod;
	if (!put((const char *)&request, fill(&request, status)))
		return false;
	xen_event_op(EVTCHNOP_send, &op);
	/* The answer is not read: that there is one says that the key is there for whom the end wakes. */
	for (unsigned int i = 0; i < WAIT_LIMIT; i++) {
		if (store->rsp_prod != answered)
			return true;
		xen_sched_op(SCHEDOP_yield, NULL);
	}
	return false;
}
