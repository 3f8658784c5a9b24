/* SPDX-License-Identifier: BSD-3-Clause */
/* The client's state, and what its files share. */
#ifndef UK_XEN_STORE_CLIENT_H
#define UK_XEN_STORE_CLIENT_H

#include <uk/errno.h>
#include <uk/plat/spinlock.h>
#include <uk/xen_store_request.h>

#include <xen/io/xs_wire.h>

/* Requests that have been sent and not answered; a power of two, its number is in their id. */
enum { XEN_STORE_SLOTS = 32 };
/* Transactions that nobody waits for; the stores allow a guest 10. */
enum { XEN_STORE_ORPHANS = 16 };

enum { REQUEST_IDLE, REQUEST_QUEUED, REQUEST_SENT };

struct message {
	struct xsd_sockmsg header;
	char payload[XENSTORE_PAYLOAD_MAX];
};

_Static_assert(sizeof(struct xsd_sockmsg) == 16, "Xen public headers, io/xs_wire.h");
_Static_assert(offsetof(struct message, payload) == 16, "the payload follows its header");
_Static_assert(offsetof(struct xenstore_domain_interface, rsp) == 1024, "xenstore-ring, table");
_Static_assert(offsetof(struct xenstore_domain_interface, req_cons) == 2048,
	       "xenstore-ring, table");
_Static_assert(offsetof(struct xenstore_domain_interface, rsp_cons) == 2056,
	       "xenstore-ring, table");
_Static_assert(offsetof(struct xenstore_domain_interface, server_features) == 2064,
	       "xenstore-ring, table");
_Static_assert(offsetof(struct xenstore_domain_interface, connection) == 2068,
	       "xenstore-ring, table");

struct slot {
	uint32_t id;   /* 0: free */
	uint32_t type; /* of the request, and of its answer unless that is an error */
	struct uk_xen_store_request *request; /* NULL when nobody waits any more */
};

/*
 * Our own indices and messages are kept here, too: what the ring says of them is not believed. The order in
 * which they are updated lets uk_xen_store_write_last() go on from any point at which the rest stopped.
 */
struct client {
	struct uk_spinlock lock;

	/* Under @lock. */
	enum uk_xen_store_state state;
	unsigned int irq;
	volatile struct xenstore_domain_interface *ring;
	bool notify;	     /* indices have moved */
	unsigned int breaks; /* so far */

	/* What is being sent: @out_end is the ring's index of its end. */
	uint32_t produced;
	uint32_t out_len;
	uint32_t out_end;
	struct message out;
	/* What is being received: @in_start is the ring's index of its start. */
	uint32_t consumed;
	uint32_t in_start;
	struct message in;

	struct slot slots[XEN_STORE_SLOTS];
	uint32_t last_id;
	uint32_t orphans[XEN_STORE_ORPHANS]; /* transactions to be ended */
	unsigned int orphan_count;

	uint32_t last_token;
	/* A watch without changed_isr has fired, or (NULL) the ring broke. NULL while there are no threads. */
	void (*tell_threads)(struct uk_xen_store_watch *watch);
};

extern struct client xen_store_client;

/* Under its lock, too. */
extern struct uk_list xen_store_queue; /* requests to be sent, oldest first */
extern struct uk_list
	xen_store_finished; /* their callers are to be told as soon as the lock is free */
extern struct uk_list xen_store_fired;	 /* watches whose changed_isr is to be called */
extern struct uk_list xen_store_watches; /* all */

/* client.c: xen_store_unlock() tells everybody of what has happened meanwhile. */
bool xen_store_lock(void);
void xen_store_unlock(bool enabled);
/* Everything waiting fails; begin anew if the store can. Context: locked. */
void xen_store_break(const char *what);
/* From where the ring is now. */
void xen_store_take_indices(void);

/* transmit.c. Context: locked. */
void xen_store_transmit(void);
int xen_store_enqueue(struct uk_xen_store_request *request);
/* Copy into the ring what fits. Return: bytes, or -EPROTO when the store's index is impossible. */
int xen_store_put(const char *data, uint32_t len);
/* @request has an answer, or never gets one. */
void xen_store_finish(struct uk_xen_store_request *request, int error);
/* Nobody waits for it any more; no-op when it is done. */
void xen_store_abandon(struct uk_xen_store_request *request);
void xen_store_end_transaction(uint32_t transaction);

/* receive.c. Context: locked. */
void xen_store_receive(void);
/* Take bytes of a message. Return: whether it is complete; -EPROTO when its length is impossible. */
int xen_store_get(uint32_t *available);

/* watch.c. Context: locked. */
int xen_store_watch_link(struct uk_xen_store_watch *watch);
void xen_store_watch_unlink(struct uk_xen_store_watch *watch);
void xen_store_watch_event(const char *payload, size_t len);
void xen_store_watch_again(void);
void xen_store_watch_fill(const struct uk_xen_store_watch *watch, uint32_t type,
			  struct uk_xen_store_request *request);

#endif
