/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer target: threads' and interrupts' calls, and a store whose every byte the input chooses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uk/init.h>
#include <uk/plat/irq.h>
#include <uk/sched.h>
#include <uk/xen_store.h>

#include "client.h"
#include "fake_alloc.h"
#include "fake_threads.h"
#include "fake_xen_store.h"
#include "fakes.h"

enum { REQUESTS = 48, WATCHES = 4, OPERATIONS_MAX = 2048 };

UK_TABLE_DECLARE(init_bus);

static struct client *const client = &xen_store_client;
static struct uk_xen_store_request requests[REQUESTS];
static bool pending[REQUESTS];
static uint8_t replies[REQUESTS][64];
static struct uk_xen_store_watch watches[WATCHES];
static unsigned int watch_count;
static const uint8_t *input;
static size_t left;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The leak checker reads the stacks of threads. */
int ukplat_protect(void *address, size_t size, unsigned int protection)
{
	(void)address;
	(void)size;
	(void)protection;
	return 0;
}

static void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "broken promise: %s\n", what);
	abort();
}

static uint8_t next(void)
{
	if (left == 0)
		return 0;
	left--;
	return *input++;
}

static void done(struct uk_xen_store_request *request)
{
	size_t i = (size_t)(request - requests);

	require(pending[i], "done once");
	require(request->error <= 0, "an error is negative");
	require(request->error || request->reply_len <= request->reply_size, "the answer fits");
	pending[i] = false;
}

static void submit(uint8_t choice)
{
	static const uint8_t types[] = { XS_READ, XS_WRITE, XS_DIRECTORY, XS_TRANSACTION_START };
	static const char text[256];
	size_t i = choice % REQUESTS;

	if (pending[i])
		return;
	requests[i] = (struct uk_xen_store_request){
		.type = types[choice >> 6],
		.parts = { { "path", 5 }, { text, choice } },
		.reply = replies[i],
		.reply_size = sizeof(replies[i]),
		.done = done,
	};
	pending[i] = true;
	if (uk_xen_store_submit(&requests[i]))
		pending[i] = false;
}

static void fired(struct uk_xen_store_watch *watch)
{
	require(watch >= watches && watch < watches + watch_count, "a watch that is there");
}

static void start_watch(void)
{
	if (watch_count == WATCHES)
		return;
	watches[watch_count] = (struct uk_xen_store_watch){ .path = "p", .changed_isr = fired };
	watch_count++;
	if (uk_xen_store_watch_start(&watches[watch_count - 1]))
		watch_count--;
}

static const struct uk_xen_store_scope *brief(void)
{
	static struct uk_xen_store_scope scope;

	scope.deadline = uk_time_after(1000);
	return &scope;
}

static int transact(const struct uk_xen_store_scope *scope, void *arg)
{
	(void)arg;
	return uk_xen_store_mkdir(scope, "key");
}

/* Answers to what is asked have been put into the ring before, or it is a deadline that passes. */
static void call(uint8_t choice)
{
	struct uk_xen_store_permission permissions[3];
	struct uk_xen_store_list *list = NULL;
	char buffer[16];
	uint64_t number;

	switch (choice % 5) {
	case 0:
		require(uk_xen_store_read(brief(), "k", buffer, sizeof(buffer)) < 16, "length");
		break;
	case 1:
		require(uk_xen_store_read_number(brief(), "k", 100, &number) || number <= 100,
			"the number's bound");
		break;
	case 2:
		if (uk_xen_store_list(brief(), "k", &list) == 0)
			for (size_t i = 0; i < list->count; i++)
				require(strlen(list->names[i]) > 0, "names");
		uk_xen_store_list_free(list);
		break;
	case 3:
		require(uk_xen_store_get_permissions(brief(), "k", permissions, 3) <= 3, "count");
		break;
	default:
		(void)uk_xen_store_transact(transact, NULL, uk_time_after(1000));
	}
}

/* The store's answer to any request: of the right id mostly, and of bytes that the input gives. */
static void answer(const struct fake_xen_store_message *request)
{
	uint8_t how = next(), len = next();
	char payload[256];

	if (how < 0x20)
		return;
	for (size_t i = 0; i < len; i++)
		payload[i] = (char)next();
	if (how >= 0xf0)
		fake_xen_store_send(how & 7 ? XS_ERROR : how, request->header.req_id + (how & 1),
				    how & 2 ? "EAGAIN" : "E2BIG", how & 2 ? 7 : 6);
	else
		fake_xen_store_answer(request, payload, len);
}

static void scribble(uint8_t where, uint8_t what)
{
	volatile uint32_t *words = (volatile uint32_t *)&fake_xen_store.ring.req_cons;

	/* Every index, features, connection, error; by little and by much. */
	words[where % 7] += what & 1 ? what : (uint32_t)what << 20;
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
}

/* A store that was told to begin anew does so. */
static void accept(uint8_t index)
{
	if (fake_xen_store.ring.connection != XENSTORE_RECONNECT)
		return;
	fake_xen_store_reset(index);
	fake_xen_store.request = answer;
	fake_xen_store.ring.server_features = next() & 1;
	fake_xen_store.lies = true;
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
}

static void raw(uint8_t count)
{
	uint8_t bytes[64];

	count %= sizeof(bytes);
	for (size_t i = 0; i < count; i++)
		bytes[i] = next();
	if (fake_xen_store.out_len < sizeof(fake_xen_store.out) / 2)
		fake_xen_store_bytes(bytes, count);
	fake_xen_store_run();
}

static void operate(uint8_t operation, uint8_t choice)
{
	switch (operation % 12) {
	case 0:
	case 1:
	case 2:
		submit(choice);
		break;
	case 3:
		start_watch();
		break;
	case 4:
	case 5:
		call(choice);
		break;
	case 6:
		fake_xen_store_event("p", watch_count ? watches[choice % watch_count].token : "x");
		fake_xen_store_run();
		break;
	case 7:
		raw(choice);
		break;
	case 8:
		scribble(choice, next());
		break;
	case 9:
		accept(choice);
		break;
	case 10:
		fake_xen_store.pace = choice;
		fake_xen_store_run();
		break;
	default:
		(void)uk_xen_store_reconnect();
	}
}

static void begin(void)
{
	static bool started;

	fake_xen_store_reset(next() * 0x1010101U);
	fake_xen_store.request = answer;
	fake_xen_store.ring.server_features = next() & 1;
	fake_xen_store.lies = true;
	if (!started) {
		fake_threads_start();
		uk_table_for_each (slot, init_bus)
			((const struct uk_init *)*slot)->run();
		started = true;
	}
	memset(client, 0, sizeof(*client));
	uk_list_init(&xen_store_queue);
	uk_list_init(&xen_store_finished);
	uk_list_init(&xen_store_fired);
	uk_list_init(&xen_store_watches);
	memset(pending, 0, sizeof(pending));
	watch_count = 0;
	fake_console_reset();
	client->irq = FAKE_XEN_STORE_IRQ;
	client->state = UK_XEN_STORE_LATE;
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
}

static unsigned int lines(void)
{
	unsigned int count = 0;

	for (const char *at = fake_console_output(); (at = strstr(at, "is broken")); at++)
		count++;
	return count;
}

static void end(bool last_key)
{
	bool broken = client->state == UK_XEN_STORE_BROKEN;

	require(lines() == client->breaks + (broken && client->breaks < 8),
		"a line for each break");
	for (unsigned int i = 0; i < REQUESTS; i++)
		require(!broken || !pending[i], "nobody waits for a broken ring");
	(void)ukplat_irq_save();
	/* Bounded, whatever state that is; seldom, since without an answer it takes long. */
	if (last_key)
		(void)uk_xen_store_write_last("data/exit-status", "1");
	client->state = UK_XEN_STORE_ABSENT;
	ukplat_irq_enable();
	require(fake_alloc_live == 0, "no memory lost");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool last_key;

	input = data;
	left = size;
	begin();
	last_key = next() % 16 == 0;
	for (unsigned int i = 0; left > 0 && i < OPERATIONS_MAX; i++) {
		uint8_t operation = next();

		operate(operation, next());
	}
	end(last_key);
	return 0;
}
