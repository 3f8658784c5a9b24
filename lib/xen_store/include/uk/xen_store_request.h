/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests to xenstore as they are, without threads: for what runs in interrupts, and in images without a scheduler. */
#ifndef UK_XEN_STORE_REQUEST_H
#define UK_XEN_STORE_REQUEST_H

#include <uk/list.h>

enum { UK_XEN_STORE_PARTS = 3 };

struct uk_xen_store_part {
	const void *data;
	size_t len; /* bytes */
};

struct uk_xen_store_request {
	/* The caller's, constant until it is done. */
	uint32_t type;	      /* of enum xsd_sockmsg_type (Xen public headers, io/xs_wire.h) */
	uint32_t transaction; /* 0 outside of one */
	struct uk_xen_store_part parts[UK_XEN_STORE_PARTS];
	void *reply; /* room for the answer's payload, or NULL */
	size_t reply_size;
	/* Called once when it is done, events masked, or NULL; may submit it again. */
	void (*done)(struct uk_xen_store_request *request);

	/* The client's; for the caller to read when it is done. */
	int error; /* 0, what the store said as -errno, -E2BIG: does not fit @reply, -EIO: the ring broke */
	size_t reply_len; /* bytes, also of what did not fit */

	/* The client's. */
	struct uk_list link;
	unsigned int slot;
	unsigned int state;
	void (*settled)(struct uk_xen_store_request *request);
};

/**
 * uk_xen_store_submit() - send a request as soon as there is room; it is answered later.
 * @request: stays until it is done.
 *
 * A store that is not there yet keeps it waiting.
 *
 * Context: any; does not sleep.
 * Return: 0; -ENODEV without a store; -EIO when the ring is broken; -E2BIG for a payload of more than 4096 bytes.
 * @done is called after 0 alone, perhaps before this returns.
 */
UK_API int uk_xen_store_submit(struct uk_xen_store_request *request);

struct uk_xen_store_watch {
	/* The caller's, constant. */
	const char *path;
	/* Something at or below @path may have changed, and it exists or does not. One of them, or none: */
	void (*changed)(struct uk_xen_store_watch *watch);     /* in the watch thread, may sleep */
	void (*changed_isr)(struct uk_xen_store_watch *watch); /* events masked */

	/* The client's. */
	struct uk_list link;
	struct uk_list fired_link;
	bool pending;
	bool answered; /* the store has registered it, or refused: request.error */
	char token[12];
	struct uk_xen_store_request request;
};

/**
 * uk_xen_store_watch_start() - register a watch for good, without waiting for the answer.
 * @watch: stays for good. Its first call comes when the store has registered it.
 *
 * A watch that the store refuses is told on the console. Changes that come faster than the calls become one.
 *
 * Context: any. Return: as uk_xen_store_submit().
 */
UK_API int uk_xen_store_watch_start(struct uk_xen_store_watch *watch);

/**
 * uk_xen_store_write_last() - write a key at the end of the image, past whatever is in flight.
 * @path:  of the key.
 * @value: its value; both together have less than 200 bytes.
 *
 * Takes no lock, allocates nothing, waits a bounded time for the answer.
 *
 * Context: any, also crashing; events masked for good, nothing else runs any more.
 * Return: whether the store has answered that it is written.
 */
UK_API bool uk_xen_store_write_last(const char *path, const char *value);

enum uk_xen_store_state {
	UK_XEN_STORE_ABSENT,
	UK_XEN_STORE_LATE,	 /* there is no ring yet */
	UK_XEN_STORE_CONNECTING, /* the store has not accepted the ring yet */
	UK_XEN_STORE_READY,
	UK_XEN_STORE_BROKEN, /* for good */
};

/* Context: any. */
UK_API enum uk_xen_store_state uk_xen_store_state(void);

/**
 * uk_xen_store_reconnect() - begin anew with an empty ring, if the store can.
 *
 * What is in flight fails with -EIO, transactions are gone, watches are registered again.
 *
 * Context: any. Return: 0, or -EOPNOTSUPP; -EAGAIN unless the store is ready.
 */
UK_API int uk_xen_store_reconnect(void);

#endif
