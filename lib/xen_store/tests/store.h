/* SPDX-License-Identifier: BSD-3-Clause */
/* What the tests of the client share: a connected client, and answers for most requests. */
#ifndef XEN_STORE_TESTS_H
#define XEN_STORE_TESTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <uk/init.h>

#include "client.h"
#include "fake_alloc.h"
#include "fake_threads.h"
#include "fake_xen_store.h"
#include "fakes.h"

UK_TABLE_DECLARE(init_bus);

static struct client *const client = &xen_store_client;

/* Once: the functions of the bus level. */
static inline void start_client(void)
{
	uk_table_for_each (slot, init_bus)
		assert_int_equal(((const struct uk_init *)*slot)->run(), 0);
}

/* A client that has just connected to a store whose indices start at @index. */
static inline void connect_at(uint32_t index)
{
	static const struct uk_list *lists[] = { &xen_store_queue, &xen_store_finished,
						 &xen_store_fired, &xen_store_watches };

	fake_xen_store_reset(index);
	fake_console_reset();
	memset(client, 0, sizeof(*client));
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		uk_list_init((struct uk_list *)(uintptr_t)lists[i]);
	client->irq = FAKE_XEN_STORE_IRQ;
	client->state = UK_XEN_STORE_LATE;
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
	assert_int_equal(uk_xen_store_state(), UK_XEN_STORE_READY);
}

static inline int setup_group(void **state)
{
	(void)state;
	fake_threads_start();
	start_client();
	return 0;
}

/* So that indices wrap in every test. */
static inline int connect(void **state)
{
	(void)state;
	connect_at(UINT32_MAX - 100);
	return 0;
}

/* The ring is broken for good, and one line said so. */
static inline void assert_broken(const char *why)
{
	char line[128];

	snprintf(line, sizeof(line), "error: xen_store: the ring is broken: %s\n", why);
	assert_int_equal(uk_xen_store_state(), UK_XEN_STORE_BROKEN);
	assert_string_equal(fake_console_output(), line);
}

static inline void answer_ok(const struct fake_xen_store_message *request)
{
	fake_xen_store_answer(request, "OK", 3);
}

#endif
