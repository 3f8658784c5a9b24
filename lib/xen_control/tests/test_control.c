/* SPDX-License-Identifier: BSD-3-Clause */
/* The toolstack's requests and the exit status, against a scripted store behind the real client. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat/irq.h>
#include <uk/plat/xen_store.h>

#include "fake_xen_store.h"
#include "fakes.h"

UK_TABLE_DECLARE(xen_end);
UK_TABLE_DECLARE(init_bus);
UK_TABLE_DECLARE(init_driver);

static struct fake_xen_store *const fake = &fake_xen_store;

/* The store: the value of control/shutdown, and what it is asked. */
static char value[64];
static char token[16];
static unsigned int conflicts, transactions, open_transactions, reads, writes, announced;
static char exit_status[8];

static void write_key(const struct fake_xen_store_message *request)
{
	const char *path = request->payload, *text = path + strlen(path) + 1;

	if (strcmp(path, "control/shutdown") == 0) {
		assert_int_equal(request->header.tx_id, 17);
		assert_string_equal(text, "");
		writes++;
	} else if (strcmp(path, "data/exit-status") == 0) {
		strcpy(exit_status, text);
	} else {
		assert_true(strcmp(path, "control/feature-poweroff") == 0 ||
			    strcmp(path, "control/feature-reboot") == 0);
		assert_string_equal(text, "1");
		announced++;
	}
	fake_xen_store_answer(request, "OK", 3);
}

static void end_transaction(const struct fake_xen_store_message *request)
{
	assert_int_equal(request->header.tx_id, 17);
	open_transactions--;
	if (request->payload[0] == 'T' && conflicts > 0) {
		conflicts--;
		fake_xen_store_refuse(request, "EAGAIN");
		return;
	}
	if (request->payload[0] == 'T')
		value[0] = '\0';
	fake_xen_store_answer(request, "OK", 3);
}

static void serve(const struct fake_xen_store_message *request)
{
	switch (request->header.type) {
	case XS_WATCH:
		strcpy(token, request->payload + strlen(request->payload) + 1);
		fake_xen_store_answer(request, "OK", 3);
		fake_xen_store_event("control/shutdown", token);
		break;
	case XS_READ:
		reads++;
		if (value[0] == '!')
			fake_xen_store_refuse(request, value + 1);
		else
			fake_xen_store_answer(request, value, strlen(value));
		break;
	case XS_WRITE:
		write_key(request);
		break;
	case XS_TRANSACTION_START:
		transactions++;
		open_transactions++;
		fake_xen_store_answer(request, "17", 3);
		break;
	case XS_TRANSACTION_END:
		end_transaction(request);
		break;
	default:
		fail_msg("request %u", request->header.type);
	}
}

static void say(const char *text)
{
	strcpy(value, text);
	fake_xen_store_event("control/shutdown", token);
	fake_xen_store_run();
}

static int start_all(void **state)
{
	(void)state;
	fake_xen_store_reset(0);
	fake->request = serve;
	strcpy(value, "!ENOENT");
	uk_table_for_each (slot, init_bus)
		assert_int_equal(((const struct uk_init *)*slot)->run(), 0);
	uk_table_for_each (slot, init_driver)
		assert_int_equal(((const struct uk_init *)*slot)->run(), 0);
	return 0;
}

static int fresh(void **state)
{
	(void)state;
	fake_console_reset();
	fake->stops = fake->restarts = 0;
	conflicts = transactions = reads = writes = 0;
	return 0;
}

static void says_what_it_understands(void **state)
{
	(void)state;
	assert_int_equal(announced, 2);
	assert_int_equal(reads, 1);
	assert_int_equal(transactions, 0);
	assert_int_equal(fake->stops, 0);
}

static void obeys(void **state)
{
	static const struct {
		const char *request;
		unsigned int restarts;
	} cases[] = { { "poweroff", 0 }, { "halt", 0 }, { "reboot", 1 } };

	for (size_t i = 0; i < UK_ARRAY_SIZE(cases); i++) {
		fresh(state);
		say(cases[i].request);
		assert_int_equal(fake->stops, 1);
		assert_int_equal(fake->restarts, cases[i].restarts);
		assert_int_equal(transactions, 1);
		assert_int_equal(open_transactions, 0);
		assert_int_equal(writes, 1);
		assert_string_equal(fake_console_output(), "");
	}
}

static void an_empty_value_is_no_request(void **state)
{
	(void)state;
	say("");
	assert_int_equal(reads, 1);
	assert_int_equal(transactions, 0);
	assert_int_equal(fake->stops, 0);
	assert_string_equal(fake_console_output(), "");
}

static void ignores_others_with_a_line(void **state)
{
	static const struct {
		const char *request, *shown;
	} cases[] = {
		{ "suspend", "suspend" },
		{ "poweroff ", "poweroff " },
		{ "power\toff\x1b[2J", "power?off?[2J" },
		{ "a request that has more than thirty-two bytes", "(too long)" },
	};
	char line[128];

	for (size_t i = 0; i < UK_ARRAY_SIZE(cases); i++) {
		fresh(state);
		say(cases[i].request);
		assert_int_equal(fake->stops, 0);
		assert_int_equal(transactions, 0);
		assert_int_equal(writes, 0);
		snprintf(line, sizeof(line), "warning: xen_control: ignoring the request \"%s\"\n",
			 cases[i].shown);
		assert_string_equal(fake_console_output(), line);
	}
}

static void repeats_what_collides(void **state)
{
	(void)state;
	conflicts = 3;
	say("poweroff");
	assert_int_equal(transactions, 4);
	assert_int_equal(writes, 4);
	assert_int_equal(fake->stops, 1);
	assert_int_equal(open_transactions, 0);
}

static void does_not_repeat_for_ever(void **state)
{
	(void)state;
	conflicts = 1000;
	say("reboot");
	assert_in_range(transactions, 10, 20);
	assert_int_equal(fake->restarts, 1);
}

/* It is gone, or another one, when the transaction reads it. */
static void change_value(const struct fake_xen_store_message *request)
{
	serve(request);
	if (request->header.type == XS_TRANSACTION_START)
		strcpy(value, "");
}

static void a_request_that_is_taken_back(void **state)
{
	(void)state;
	fake->request = change_value;
	say("poweroff");
	fake->request = serve;
	assert_int_equal(reads, 2);
	assert_int_equal(writes, 0);
	assert_int_equal(open_transactions, 0);
	assert_int_equal(fake->stops, 0);
}

/* Events while the conversation goes on: looked at once more, afterwards. */
static void event_meanwhile(const struct fake_xen_store_message *request)
{
	if (request->header.type == XS_TRANSACTION_START)
		for (unsigned int i = 0; i < 10; i++)
			fake_xen_store_event("control/shutdown", token);
	serve(request);
}

static void events_during_a_conversation(void **state)
{
	(void)state;
	fake->request = event_meanwhile;
	say("poweroff");
	fake->request = serve;
	assert_int_equal(fake->stops, 1);
	assert_int_equal(reads, 3);
	assert_int_equal(transactions, 1);
}

static void refuse_transactions(const struct fake_xen_store_message *request)
{
	const char *number = value[0] == 'r' ? "4294967296" : "1x";

	if (request->header.type != XS_TRANSACTION_START)
		serve(request);
	else
		fake_xen_store_answer(request, number, strlen(number) + 1);
}

static void transactions_that_are_none(void **state)
{
	(void)state;
	fake->request = refuse_transactions;
	say("poweroff");
	say("reboot");
	fake->request = serve;
	assert_int_equal(fake->stops, 0);
	say("poweroff");
	assert_int_equal(fake->stops, 1);
}

static bool tell(unsigned int status)
{
	bool known = false;

	uk_table_for_each (slot, xen_end)
		known |= ((const struct ukplat_xen_end *)*slot)->tell(status);
	return known;
}

static void tells_the_status(void **state)
{
	static const unsigned int cases[] = { 0, 7, 42, 127 };
	static const char *const texts[] = { "0", "7", "42", "127" };

	(void)state;
	fake->yield = fake_xen_store_run;
	(void)ukplat_irq_save();
	for (size_t i = 0; i < UK_ARRAY_SIZE(cases); i++) {
		assert_true(tell(cases[i]));
		assert_string_equal(exit_status, texts[i]);
	}
	fake->asleep = true;
	assert_false(tell(1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_it_understands),
		cmocka_unit_test(obeys),
		cmocka_unit_test_setup(an_empty_value_is_no_request, fresh),
		cmocka_unit_test(ignores_others_with_a_line),
		cmocka_unit_test_setup(repeats_what_collides, fresh),
		cmocka_unit_test_setup(does_not_repeat_for_ever, fresh),
		cmocka_unit_test_setup(a_request_that_is_taken_back, fresh),
		cmocka_unit_test_setup(events_during_a_conversation, fresh),
		cmocka_unit_test_setup(transactions_that_are_none, fresh),
		cmocka_unit_test_setup(tells_the_status, fresh),
	};

	return cmocka_run_group_tests(tests, start_all, NULL);
}
