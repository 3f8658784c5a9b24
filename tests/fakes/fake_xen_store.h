/* SPDX-License-Identifier: BSD-3-Clause */
/* A scripted xenstored at the other end of the ring: sane unless told otherwise, in every way it can be bad. */
#ifndef FAKE_XEN_STORE_H
#define FAKE_XEN_STORE_H

#include <uk/base.h>

#include <xen/io/xs_wire.h>

enum { FAKE_XEN_STORE_IRQ = 7 };

struct fake_xen_store_message {
	struct xsd_sockmsg header;
	char payload[XENSTORE_PAYLOAD_MAX + 1]; /* with a NUL behind it */
};

struct fake_xen_store {
	struct xenstore_domain_interface ring;

	/* Script. */
	int error;     /* what ukplat_xen_store() returns */
	bool asleep;   /* neither reads nor writes */
	bool lies;     /* its indices may be anything, and so what it reads */
	uint32_t pace; /* bytes at most that it reads at a notification; 0: all */
	/* For each request, as soon as all of it has been read; NULL: nothing. */
	void (*request)(const struct fake_xen_store_message *message);
	/* For each ukplat_xen_yield(). */
	void (*yield)(void);

	/* Seen. */
	unsigned int notified;
	unsigned int requests;
	struct fake_xen_store_message last;
	unsigned int stops, restarts;

	/* Its own indices and buffers. */
	uint32_t read;
	uint32_t written;
	size_t in_len;
	char in[sizeof(struct fake_xen_store_message)];
	size_t out_len;
	char out[65536];
};

extern struct fake_xen_store fake_xen_store;

/* All as at first, but for the handlers that were set; indices start at @index. */
void fake_xen_store_reset(uint32_t index);

/* Read requests, write what has room; an event for the guest. */
void fake_xen_store_run(void);

/* Put bytes into the ring, as they are, when there is room. */
void fake_xen_store_bytes(const void *data, size_t len);

/* A message with a payload of @len bytes. */
void fake_xen_store_send(uint32_t type, uint32_t id, const void *payload, size_t len);
/* The answer to a request. */
void fake_xen_store_answer(const struct fake_xen_store_message *request, const void *payload,
			   size_t len);
void fake_xen_store_refuse(const struct fake_xen_store_message *request, const char *name);
void fake_xen_store_event(const char *path, const char *token);

#endif
