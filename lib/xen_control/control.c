/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the toolstack asks for in control/shutdown (Xen's document xenstore-paths). All of it runs in interrupts, a
 * step for each answer of the store, so that it works without threads and costs no time before main().
 */
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat/xen_store.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/xen_store_request.h>

#include <xen/io/xs_wire.h>

#define KEY "control/shutdown"

enum { VALUE_MAX = 32, ATTEMPTS = 16 };

/* Each is the answer that is waited for. */
enum step { IDLE, LOOK, BEGIN, READ, ACKNOWLEDGE, END };

enum wish { NOTHING, POWEROFF, REBOOT, UNKNOWN };

/* One conversation at a time. Events masked. */
static struct uk_xen_store_request talk;
static enum step step;
static enum wish wish;
static bool again; /* the key has changed meanwhile */
static unsigned int attempts;
static char value[VALUE_MAX + 1];

static void answered(struct uk_xen_store_request *request);

static void ask(enum step next, uint32_t type, struct uk_xen_store_part first,
		struct uk_xen_store_part second)
{
	uint32_t transaction = talk.transaction;

	step = next;
	talk = (struct uk_xen_store_request){
		.type = type,
		.transaction = transaction,
		.parts = { first, second },
		.reply = value,
		.reply_size = VALUE_MAX,
		.done = answered,
	};
	if (uk_xen_store_submit(&talk))
		step = IDLE;
}

static const struct uk_xen_store_part key = { KEY, sizeof(KEY) }, nothing = { "", 0 };

static void ask_value(enum step next)
{
	ask(next, XS_READ, key, nothing);
}

static void ask_transaction(void)
{
	const struct uk_xen_store_part empty = { "", 1 };

	talk.transaction = 0;
	ask(BEGIN, XS_TRANSACTION_START, empty, nothing);
}

static void ask_end(bool commit)
{
	const struct uk_xen_store_part how = { commit ? "T" : "F", 2 };

	ask(END, XS_TRANSACTION_END, how, nothing);
}

static void begin(void)
{
	again = false;
	attempts = 0;
	talk.transaction = 0;
	ask_value(LOOK);
}

/* What is in @value; other bytes than text are made visible. */
static enum wish read_wish(size_t len)
{
	value[len] = '\0';
	for (size_t i = 0; i < len; i++)
		if (value[i] < ' ' || value[i] > '~')
			value[i] = '?';
	if (len == 0)
		return NOTHING;
	if (strcmp(value, "poweroff") == 0 || strcmp(value, "halt") == 0)
		return POWEROFF;
	return strcmp(value, "reboot") == 0 ? REBOOT : UNKNOWN;
}

/* Return: 0 when it is no number. */
static uint32_t read_transaction(size_t len)
{
	uint64_t number = 0;

	if (len > 0 && value[len - 1] == '\0')
		len--;
	for (size_t i = 0; i < len && number <= UINT32_MAX; i++) {
		if (value[i] < '0' || value[i] > '9')
			return 0;
		number = number * 10 + (unsigned int)(value[i] - '0');
	}
	return number > UINT32_MAX ? 0 : (uint32_t)number;
}

static void finish(void)
{
	step = IDLE;
	if (again)
		begin();
}

/* The first look costs no transaction: mostly there is nothing. */
static void on_look(const struct uk_xen_store_request *request)
{
	if (request->error)
		wish = request->error == -E2BIG ? UNKNOWN : NOTHING;
	else
		wish = read_wish(request->reply_len);
	if (wish == POWEROFF || wish == REBOOT) {
		ask_transaction();
		return;
	}
	if (wish == UNKNOWN)
		uk_warning("xen_control: ignoring the request \"%s\"",
			   request->error ? "(too long)" : value);
	finish();
}

static void on_begin(const struct uk_xen_store_request *request)
{
	talk.transaction = request->error ? 0 : read_transaction(request->reply_len);
	if (talk.transaction)
		ask_value(READ);
	else
		finish();
}

/* It may be another one by now. The empty value says that it was understood. */
static void on_read(const struct uk_xen_store_request *request)
{
	wish = request->error ? NOTHING : read_wish(request->reply_len);
	if (wish == POWEROFF || wish == REBOOT)
		ask(ACKNOWLEDGE, XS_WRITE, key, nothing);
	else
		ask_end(false);
}

static void on_end(const struct uk_xen_store_request *request)
{
	enum wish granted = wish;

	if (request->error == -EAGAIN && ++attempts < ATTEMPTS) {
		ask_transaction();
		return;
	}
	finish();
	if (granted == POWEROFF || granted == REBOOT)
		ukplat_xen_stop(granted == REBOOT);
}

static void answered(struct uk_xen_store_request *request)
{
	switch (step) {
	case IDLE:
		break;
	case LOOK:
		on_look(request);
		break;
	case BEGIN:
		on_begin(request);
		break;
	case READ:
		on_read(request);
		break;
	case ACKNOWLEDGE:
		ask_end(true);
		break;
	case END:
		on_end(request);
		break;
	}
}

static void changed(struct uk_xen_store_watch *watch)
{
	(void)watch;
	if (step == IDLE)
		begin();
	else
		again = true;
}

/* Only says what the guest understands: nobody waits for the answer. */
static void announce(struct uk_xen_store_request *request, const char *path, size_t size)
{
	*request = (struct uk_xen_store_request){
		.type = XS_WRITE,
		.parts = { { path, size }, { "1", 1 } },
	};
	(void)uk_xen_store_submit(request);
}

static int xen_control_start(void)
{
	static const char poweroff[] = "control/feature-poweroff",
			  reboot[] = "control/feature-reboot";
	static struct uk_xen_store_request requests[2];
	static struct uk_xen_store_watch watch = { .path = KEY, .changed_isr = changed };

	if (uk_xen_store_watch_start(&watch))
		return 0;
	announce(&requests[0], poweroff, sizeof(poweroff));
	announce(&requests[1], reboot, sizeof(reboot));
	return 0;
}

UK_INIT(driver, xen_control_start);
