/* SPDX-License-Identifier: BSD-3-Clause */
/* What threads call: keys, numbers, lists, permissions, transactions, deadlines. */
#include <uk/sched.h>
#include <uk/xen_store.h>

#include "store.h"

/* What the store answers to every request, and to those of a transaction's end. */
static struct {
	const char *payload;
	size_t len;
} script[16];
static unsigned int script_len, script_at, requests_seen;
static struct fake_xen_store_message seen[64];

static void answer_script(const struct fake_xen_store_message *request)
{
	if (requests_seen < UK_ARRAY_SIZE(seen))
		seen[requests_seen] = *request;
	requests_seen++;
	if (script_at == script_len)
		return;
	if (script[script_at].payload[0] == '!')
		fake_xen_store_refuse(request, script[script_at].payload + 1);
	else
		fake_xen_store_answer(request, script[script_at].payload, script[script_at].len);
	script_at++;
}

/* A payload that starts with ! is an error's name. */
static void expect_bytes(const char *payload, size_t len)
{
	assert_true(script_len < UK_ARRAY_SIZE(script));
	script[script_len].payload = payload;
	script[script_len++].len = len;
}

static void expect(const char *payload)
{
	expect_bytes(payload, strlen(payload));
}

#define EXPECT_LIST(list) expect_bytes(list, sizeof(list) - 1)

static void fresh(void)
{
	script_len = script_at = requests_seen = 0;
}

static int start(void **state)
{
	connect(state);
	fake_xen_store.request = answer_script;
	fresh();
	return 0;
}

static int nothing_left(void **state)
{
	(void)state;
	return fake_alloc_live != 0;
}

static void reads_a_value(void **state)
{
	char buffer[8];

	(void)state;
	expect_bytes("va\0ue", 5);
	assert_int_equal(uk_xen_store_read(NULL, "/path", buffer, sizeof(buffer)), 5);
	assert_memory_equal(buffer, "va\0ue", 6);
	assert_int_equal(seen[0].header.type, XS_READ);
	assert_int_equal(seen[0].header.len, 6);
	assert_string_equal(seen[0].payload, "/path");
	expect("");
	assert_int_equal(uk_xen_store_read(NULL, "path", buffer, 1), 0);
	assert_int_equal(buffer[0], '\0');
	expect("1234567");
	assert_int_equal(uk_xen_store_read(NULL, "path", buffer, 8), 7);
	expect("12345678");
	assert_int_equal(uk_xen_store_read(NULL, "path", buffer, 8), -E2BIG);
	expect("!ENOENT");
	assert_int_equal(uk_xen_store_read(NULL, "path", buffer, 8), -ENOENT);
}

static void writes_and_removes(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 4; i++)
		expect("OK");
	assert_int_equal(uk_xen_store_write(NULL, "key", "a\0b", 3), 0);
	assert_int_equal(seen[0].header.type, XS_WRITE);
	assert_int_equal(seen[0].header.len, 7);
	assert_memory_equal(seen[0].payload, "key\0a\0b", 7);
	assert_int_equal(uk_xen_store_printf(NULL, "key", "%d-%s", 42, "x"), 0);
	assert_int_equal(seen[1].header.len, 8);
	assert_memory_equal(seen[1].payload,
			    "key\0"
			    "42-x",
			    8);
	assert_int_equal(uk_xen_store_printf(NULL, "key", "%300d", 1), -E2BIG);
	assert_int_equal(uk_xen_store_mkdir(NULL, "key"), 0);
	assert_int_equal(seen[2].header.type, XS_MKDIR);
	assert_int_equal(uk_xen_store_rm(NULL, "key"), 0);
	assert_int_equal(seen[3].header.type, XS_RM);
	expect("!ENOENT");
	assert_int_equal(uk_xen_store_rm(NULL, "key"), 0);
	expect("!EACCES");
	assert_int_equal(uk_xen_store_rm(NULL, "key"), -EACCES);
}

static void paths_and_values_that_are_too_long(void **state)
{
	static char path[XENSTORE_ABS_PATH_MAX + 2], value[XENSTORE_PAYLOAD_MAX];
	char buffer[8];

	(void)state;
	memset(path, 'p', sizeof(path) - 1);
	assert_int_equal(uk_xen_store_read(NULL, path, buffer, 8), -ENAMETOOLONG);
	path[0] = '/';
	assert_int_equal(uk_xen_store_read(NULL, path, buffer, 8), -ENAMETOOLONG);
	path[XENSTORE_ABS_PATH_MAX] = '\0';
	expect("v");
	assert_int_equal(uk_xen_store_read(NULL, path, buffer, 8), 1);
	path[0] = 'p';
	assert_int_equal(uk_xen_store_mkdir(NULL, path), -ENAMETOOLONG);
	assert_int_equal(uk_xen_store_write(NULL, path, "", 0), -ENAMETOOLONG);
	assert_int_equal(uk_xen_store_set_permissions(NULL, path, NULL, 0), -ENAMETOOLONG);
	assert_int_equal(uk_xen_store_get_permissions(NULL, path, NULL, 0), -ENAMETOOLONG);
	path[XENSTORE_REL_PATH_MAX + 1] = '\0';
	assert_int_equal(uk_xen_store_rm(NULL, path), -ENAMETOOLONG);
	path[XENSTORE_REL_PATH_MAX] = '\0';
	expect("OK");
	assert_int_equal(uk_xen_store_rm(NULL, path), 0);
	assert_int_equal(uk_xen_store_write(NULL, "k", value, sizeof(value) - 1), -E2BIG);
	expect("OK");
	assert_int_equal(uk_xen_store_write(NULL, "k", value, sizeof(value) - 2), 0);
	assert_int_equal(requests_seen, 3);
}

static void numbers(void **state)
{
	static const struct {
		const char *text;
		uint64_t max;
		int error;
		uint64_t value;
	} cases[] = {
		{ "0", 0, 0, 0 },
		{ "1", 0, -ERANGE, 0 },
		{ "9", 8, -ERANGE, 0 },
		{ "00042", 100, 0, 42 },
		{ "65535", 65535, 0, 65535 },
		{ "65536", 65535, -ERANGE, 0 },
		{ "18446744073709551615", UINT64_MAX, 0, UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX, -ERANGE, 0 },
		{ "99999999999999999999999999", UINT64_MAX, -ERANGE, 0 },
		{ "1844674407370955161500000000000000000000000000001", UINT64_MAX, -EINVAL, 0 },
		{ "", 9, -EINVAL, 0 },
		{ "-1", 9, -EINVAL, 0 },
		{ "+1", 9, -EINVAL, 0 },
		{ " 1", 9, -EINVAL, 0 },
		{ "1 ", 9, -EINVAL, 0 },
		{ "1\n", 9, -EINVAL, 0 },
		{ "0x1", 9, -EINVAL, 0 },
		{ "1:", 99, -EINVAL, 0 },
		{ "1/", 99, -EINVAL, 0 },
		{ "\xb1", 99, -EINVAL, 0 },
		{ "!EACCES", 9, -EACCES, 0 },
	};

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(cases); i++) {
		uint64_t value = 4711;

		fresh();
		expect(cases[i].text);
		assert_int_equal(uk_xen_store_read_number(NULL, "n", cases[i].max, &value),
				 cases[i].error);
		assert_true(value == (cases[i].error ? 4711 : cases[i].value));
	}
	fresh();
	expect_bytes("1\0"
		     "2",
		     3);
	assert_int_equal(uk_xen_store_read_number(NULL, "n", 99, &(uint64_t){ 0 }), -EINVAL);
}

static void check_list(const char *const *names, size_t count)
{
	struct uk_xen_store_list *list;

	assert_int_equal(uk_xen_store_list(NULL, "dir", &list), 0);
	assert_int_equal(list->count, count);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(list->names[i], names[i]);
	uk_xen_store_list_free(list);
}

static void lists(void **state)
{
	static const char *const names[] = { "a", "bcd", "e" };

	(void)state;
	EXPECT_LIST("a\0bcd\0e\0");
	check_list(names, 3);
	assert_int_equal(seen[0].header.type, XS_DIRECTORY);
	expect("");
	check_list(names, 0);
}

/* Of three parts; the last one ends with an empty name. */
static void a_list_in_parts(void **state)
{
	static const char *const names[] = { "a", "bcd", "e" };

	(void)state;
	expect("!E2BIG");
	EXPECT_LIST("77\0a\0");
	EXPECT_LIST("77\0bcd\0");
	EXPECT_LIST("77\0e\0\0");
	check_list(names, 3);
	assert_int_equal(seen[1].header.type, XS_DIRECTORY_PART);
	assert_memory_equal(seen[1].payload,
			    "dir\0"
			    "0\0",
			    7);
	assert_memory_equal(seen[2].payload,
			    "dir\0"
			    "2\0",
			    7);
	assert_memory_equal(seen[3].payload,
			    "dir\0"
			    "6\0",
			    7);
	fresh();
	expect("!E2BIG");
	EXPECT_LIST("77\0a\0bcd\0e\0");
	EXPECT_LIST("77\0");
	check_list(names, 3);
	fresh();
	expect("!E2BIG");
	EXPECT_LIST("77\0\0");
	check_list(names, 0);
}

static void a_list_that_changes_meanwhile(void **state)
{
	static const char *const names[] = { "x", "y" };

	(void)state;
	expect("!E2BIG");
	EXPECT_LIST("77\0a\0");
	EXPECT_LIST("78\0bcd\0");
	EXPECT_LIST("78\0x\0");
	EXPECT_LIST("78\0y\0\0");
	check_list(names, 2);
	assert_memory_equal(seen[3].payload,
			    "dir\0"
			    "0\0",
			    7);
}

static int list_error(void)
{
	struct uk_xen_store_list *list;

	return uk_xen_store_list(NULL, "dir", &list);
}

static void lists_that_are_nonsense(void **state)
{
	static const struct {
		const char *part;
		size_t len;
	} cases[] = { { "77\0a", 4 },	  { "77", 2 },
		      { "", 0 },	  { "77\0a\0\0b\0", 8 },
		      { "77\0\0a\0", 6 }, { "123456789012345678901234\0a\0", 27 } };

	(void)state;
	EXPECT_LIST("a\0b");
	assert_int_equal(list_error(), -EIO);
	EXPECT_LIST("a\0\0b\0");
	assert_int_equal(list_error(), -EIO);
	EXPECT_LIST("\0");
	assert_int_equal(list_error(), -EIO);
	expect("!EACCES");
	assert_int_equal(list_error(), -EACCES);
	expect("!E2BIG");
	expect("!ENOSYS");
	assert_int_equal(list_error(), -E2BIG);
	for (size_t i = 0; i < UK_ARRAY_SIZE(cases); i++) {
		fresh();
		expect("!E2BIG");
		expect_bytes(cases[i].part, cases[i].len);
		assert_int_equal(list_error(), -EIO);
	}
}

static unsigned int generation;
static bool generation_runs;

static void answer_without_end(const struct fake_xen_store_message *request)
{
	static char part[4096];

	requests_seen++;
	if (request->header.type == XS_DIRECTORY) {
		fake_xen_store_refuse(request, "E2BIG");
		return;
	}
	memset(part, 'n', sizeof(part));
	generation += generation_runs;
	snprintf(part, sizeof(part), "%u", generation % 10);
	part[4095] = '\0';
	fake_xen_store_answer(request, part, sizeof(part));
}

static void lists_without_an_end(void **state)
{
	(void)state;
	fake_xen_store.request = answer_without_end;
	generation_runs = false;
	assert_int_equal(list_error(), -E2BIG);
	assert_in_range(requests_seen, 10, 100);
	requests_seen = 0;
	generation_runs = true;
	assert_int_equal(list_error(), -EAGAIN);
	assert_in_range(requests_seen, 5, 50);
}

static void lists_without_memory(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 3; i++) {
		fresh();
		EXPECT_LIST("a\0b\0");
		fake_alloc_fail_after = i;
		assert_int_equal(list_error(), -ENOMEM);
		fake_alloc_fail_after = UINT32_MAX;
	}
}

static void permissions(void **state)
{
	struct uk_xen_store_permission entries[4] = { 0 };

	(void)state;
	EXPECT_LIST("n0\0r65535\0b7\0w1\0");
	assert_int_equal(uk_xen_store_get_permissions(NULL, "key", entries, 4), 4);
	assert_int_equal(seen[0].header.type, XS_GET_PERMS);
	assert_int_equal(entries[0].access, UK_XEN_STORE_ACCESS_NONE);
	assert_int_equal(entries[1].access, UK_XEN_STORE_ACCESS_READ);
	assert_int_equal(entries[1].domain, 65535);
	assert_int_equal(entries[2].access, UK_XEN_STORE_ACCESS_BOTH);
	assert_int_equal(entries[3].access, UK_XEN_STORE_ACCESS_WRITE);
	expect("OK");
	assert_int_equal(uk_xen_store_set_permissions(NULL, "key", entries, 4), 0);
	assert_int_equal(seen[1].header.type, XS_SET_PERMS);
	assert_int_equal(seen[1].header.len, 20);
	assert_memory_equal(seen[1].payload, "key\0n0\0r65535\0b7\0w1\0", 20);
	assert_int_equal(uk_xen_store_set_permissions(NULL, "key", entries, 0), -EINVAL);
	assert_int_equal(uk_xen_store_set_permissions(NULL, "key", entries, 65), -EINVAL);
}

static void permissions_that_are_nonsense(void **state)
{
	struct uk_xen_store_permission entries[2];
	static const struct {
		const char *text;
		size_t len;
		int error;
	} cases[] = { { "r1\0r2\0r3\0", 9, -E2BIG },
		      { "x1\0", 3, -EIO },
		      { "r\0", 2, -EIO },
		      { "\0", 1, -EIO },
		      { "r1", 2, -EIO },
		      { "r65536\0", 7, -EIO },
		      { "r-1\0", 4, -EIO },
		      { "r1\0r", 4, -EIO } };

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(cases); i++) {
		fresh();
		expect_bytes(cases[i].text, cases[i].len);
		assert_int_equal(uk_xen_store_get_permissions(NULL, "key", entries, 2),
				 cases[i].error);
	}
}

static void a_transaction(void **state)
{
	struct uk_xen_store_scope scope;

	(void)state;
	EXPECT_LIST("4294967295\0");
	expect("OK");
	expect("!EAGAIN");
	assert_int_equal(uk_xen_store_transaction_start(&scope, UK_NEVER), 0);
	assert_int_equal(scope.transaction, UINT32_MAX);
	assert_int_equal(seen[0].header.type, XS_TRANSACTION_START);
	assert_memory_equal(seen[0].payload, "\0", 1);
	assert_int_equal(uk_xen_store_mkdir(&scope, "key"), 0);
	assert_int_equal(seen[1].header.tx_id, UINT32_MAX);
	assert_int_equal(uk_xen_store_transaction_commit(&scope), -EAGAIN);
	assert_int_equal(seen[2].header.type, XS_TRANSACTION_END);
	assert_int_equal(seen[2].header.tx_id, UINT32_MAX);
	assert_memory_equal(seen[2].payload, "T", 2);
	uk_xen_store_transaction_abort(&scope);
	assert_int_equal(seen[3].header.type, XS_TRANSACTION_END);
	assert_int_equal(seen[3].header.tx_id, UINT32_MAX);
	assert_memory_equal(seen[3].payload, "F", 2);
}

static void transactions_that_are_none(void **state)
{
	static const char *const numbers[] = { "", "0", "x", "4294967296", "12345678901234" };
	struct uk_xen_store_scope scope;

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(numbers); i++) {
		fresh();
		expect(numbers[i]);
		assert_int_equal(uk_xen_store_transaction_start(&scope, UK_NEVER), -EIO);
		assert_int_equal(scope.transaction, 0);
	}
	expect("!ENOSPC");
	assert_int_equal(uk_xen_store_transaction_start(&scope, UK_NEVER), -ENOSPC);
}

static unsigned int attempts;

static int write_in(const struct uk_xen_store_scope *scope, void *arg)
{
	attempts++;
	return arg ? *(int *)arg : uk_xen_store_mkdir(scope, "key");
}

static void transacts_until_it_is_committed(void **state)
{
	int error = -ENOENT;

	(void)state;
	attempts = 0;
	for (unsigned int i = 0; i < 3; i++) {
		expect("5");
		expect("OK");
		expect(i < 2 ? "!EAGAIN" : "OK");
	}
	assert_int_equal(uk_xen_store_transact(write_in, NULL, UK_NEVER), 0);
	assert_int_equal(attempts, 3);
	fresh();
	expect("5");
	expect("OK");
	assert_int_equal(uk_xen_store_transact(write_in, &error, UK_NEVER), -ENOENT);
	assert_int_equal(requests_seen, 2);
	assert_memory_equal(seen[1].payload, "F", 2);
}

static void answer_conflict(const struct fake_xen_store_message *request)
{
	fake_clock_advance(UK_NSEC_PER_MSEC);
	if (request->header.type == XS_TRANSACTION_END)
		fake_xen_store_refuse(request, "EAGAIN");
	else
		fake_xen_store_answer(request, "5", 1);
}

static void transacts_until_the_deadline(void **state)
{
	(void)state;
	attempts = 0;
	fake_xen_store.request = answer_conflict;
	assert_int_equal(
		uk_xen_store_transact(write_in, NULL, uk_time_after(100 * UK_NSEC_PER_MSEC)),
		-ETIMEDOUT);
	assert_in_range(attempts, 30, 35);
}

static void no_answer_until_the_deadline(void **state)
{
	char buffer[16] = "as it was";
	struct fake_xen_store_message late;
	uint64_t deadline = uk_time_after(1000);

	(void)state;
	assert_int_equal(uk_xen_store_read(UK_XEN_STORE_UNTIL(deadline), "key", buffer, 16),
			 -ETIMEDOUT);
	assert_true(uk_time_now() >= deadline);
	late = fake_xen_store.last;
	/* The answer belongs to nobody, and its id can be given again. */
	fake_xen_store_answer(&late, "late", 4);
	fake_xen_store_run();
	assert_string_equal(buffer, "as it was");
	for (unsigned int i = 0; i < XEN_STORE_SLOTS; i++)
		assert_int_equal(client->slots[i].id, 0);
	expect("v");
	assert_int_equal(uk_xen_store_read(NULL, "key", buffer, 16), 1);
}

/* It never reaches the ring, and what is half there is sent whole. */
static void a_deadline_before_it_was_sent(void **state)
{
	static char value[3000];
	uint64_t deadline = uk_time_after(1000);

	(void)state;
	fake_xen_store.asleep = true;
	memset(value, 'v', sizeof(value));
	assert_int_equal(
		uk_xen_store_write(UK_XEN_STORE_UNTIL(deadline), "k", value, sizeof(value)),
		-ETIMEDOUT);
	memset(value, 'x', sizeof(value));
	assert_int_equal(uk_xen_store_mkdir(UK_XEN_STORE_UNTIL(deadline), "never"), -ETIMEDOUT);
	fake_xen_store.asleep = false;
	expect("OK");
	expect("v");
	for (unsigned int i = 0; i < 10; i++)
		fake_xen_store_run();
	assert_int_equal(requests_seen, 1);
	assert_int_equal(seen[0].payload[2999], 'v');
	assert_int_equal(uk_xen_store_mkdir(NULL, "now"), 0);
	assert_string_equal(seen[1].payload, "now");
}

/* Nobody wants it: it is ended at once. */
static void a_transaction_that_starts_too_late(void **state)
{
	struct uk_xen_store_scope scope;

	(void)state;
	assert_int_equal(uk_xen_store_transaction_start(&scope, uk_time_after(1000)), -ETIMEDOUT);
	fake_xen_store_answer(&seen[0], "99", 3);
	fake_xen_store_run();
	assert_int_equal(requests_seen, 2);
	assert_int_equal(seen[1].header.type, XS_TRANSACTION_END);
	assert_int_equal(seen[1].header.tx_id, 99);
	assert_memory_equal(seen[1].payload, "F", 2);
	fake_xen_store_answer(&seen[1], "OK", 3);
	fake_xen_store_run();
	assert_int_equal(uk_xen_store_state(), UK_XEN_STORE_READY);
	assert_int_equal(uk_xen_store_transaction_start(&scope, uk_time_after(1000)), -ETIMEDOUT);
	fake_xen_store_answer(&seen[2], "nonsense", 9);
	fake_xen_store_run();
	assert_int_equal(requests_seen, 3);
}

/* However many nobody ends. */
static void transactions_without_number(void **state)
{
	struct uk_xen_store_scope scope = { .transaction = 1 };

	(void)state;
	fake_xen_store.asleep = true;
	for (; scope.transaction < 1000; scope.transaction++)
		uk_xen_store_transaction_abort(&scope);
	fake_xen_store.asleep = false;
	for (unsigned int i = 0; i < 50; i++)
		fake_xen_store_run();
	assert_in_range(requests_seen, XEN_STORE_ORPHANS, XEN_STORE_SLOTS);
}

/* Its number may be that of another one in the new connection. */
static void a_transaction_that_a_reconnection_ends(void **state)
{
	struct uk_xen_store_scope scope = { .transaction = 1 };

	(void)state;
	fake_xen_store.ring.server_features = XENSTORE_SERVER_FEATURE_RECONNECTION;
	fake_xen_store.asleep = true;
	for (unsigned int i = 0; i < XEN_STORE_SLOTS + 5; i++)
		uk_xen_store_transaction_abort(&scope);
	assert_int_equal(uk_xen_store_reconnect(), 0);
	fake_xen_store_reset(0);
	fake_xen_store.request = answer_script;
	fresh();
	expect("OK");
	fake_irq_raise(FAKE_XEN_STORE_IRQ);
	assert_int_equal(uk_xen_store_mkdir(NULL, "key"), 0);
	assert_int_equal(requests_seen, 1);
}

static void interrupt_main(void *arg)
{
	uk_thread_interrupt(arg);
}

static void an_interrupted_call(void **state)
{
	struct uk_thread *thread;

	(void)state;
	assert_int_equal(uk_thread_create(interrupt_main, uk_thread_current(), NULL, &thread), 0);
	assert_int_equal(uk_xen_store_mkdir(NULL, "key"), -EINTR);
	assert_int_equal(uk_thread_join(thread, UK_NEVER, NULL), 0);
}

enum { THREADS = 40 };

static int results[THREADS];

static void read_own_key(void *arg)
{
	char path[16], value[16];
	int *result = arg;

	snprintf(path, sizeof(path), "key%d", (int)(result - results));
	*result = (int)uk_xen_store_read(NULL, path, value, sizeof(value));
	if (*result > 0 && strcmp(path, value) != 0)
		*result = -1;
}

static void run_threads(void (*answer)(void))
{
	struct uk_thread *threads[THREADS];

	for (unsigned int i = 0; i < THREADS; i++) {
		results[i] = 1;
		assert_int_equal(uk_thread_create(read_own_key, &results[i], NULL, &threads[i]), 0);
	}
	uk_thread_yield();
	assert_in_range(requests_seen, XEN_STORE_SLOTS, THREADS);
	answer();
	for (unsigned int i = 0; i < THREADS; i++)
		assert_int_equal(uk_thread_join(threads[i], UK_NEVER, NULL), 0);
}

static void answer_backwards(void)
{
	for (unsigned int done = 0; done < THREADS;) {
		unsigned int upto = requests_seen;

		for (unsigned int i = upto; i-- > done;)
			fake_xen_store_answer(&seen[i], seen[i].payload, strlen(seen[i].payload));
		done = upto;
		fake_xen_store_run();
	}
}

/* More threads than there are ids, each gets what it asked for. */
static void many_threads(void **state)
{
	(void)state;
	run_threads(answer_backwards);
	for (unsigned int i = 0; i < THREADS; i++)
		assert_int_equal(results[i], i < 10 ? 4 : 5);
}

static void lie(void)
{
	fake_xen_store_send(XS_READ, 0, "", 0);
	fake_xen_store_run();
}

static void all_threads_hear_of_a_broken_ring(void **state)
{
	(void)state;
	run_threads(lie);
	for (unsigned int i = 0; i < THREADS; i++)
		assert_int_equal(results[i], -EIO);
	assert_int_equal(uk_xen_store_mkdir(NULL, "key"), -EIO);
	assert_broken("an answer to no request");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(reads_a_value, start),
		cmocka_unit_test_setup(writes_and_removes, start),
		cmocka_unit_test_setup(paths_and_values_that_are_too_long, start),
		cmocka_unit_test_setup(numbers, start),
		cmocka_unit_test_setup_teardown(lists, start, nothing_left),
		cmocka_unit_test_setup_teardown(a_list_in_parts, start, nothing_left),
		cmocka_unit_test_setup_teardown(a_list_that_changes_meanwhile, start, nothing_left),
		cmocka_unit_test_setup_teardown(lists_that_are_nonsense, start, nothing_left),
		cmocka_unit_test_setup_teardown(lists_without_an_end, start, nothing_left),
		cmocka_unit_test_setup_teardown(lists_without_memory, start, nothing_left),
		cmocka_unit_test_setup(permissions, start),
		cmocka_unit_test_setup(permissions_that_are_nonsense, start),
		cmocka_unit_test_setup(a_transaction, start),
		cmocka_unit_test_setup(transactions_that_are_none, start),
		cmocka_unit_test_setup(transacts_until_it_is_committed, start),
		cmocka_unit_test_setup(transacts_until_the_deadline, start),
		cmocka_unit_test_setup(no_answer_until_the_deadline, start),
		cmocka_unit_test_setup(a_deadline_before_it_was_sent, start),
		cmocka_unit_test_setup(a_transaction_that_starts_too_late, start),
		cmocka_unit_test_setup(transactions_without_number, start),
		cmocka_unit_test_setup(a_transaction_that_a_reconnection_ends, start),
		cmocka_unit_test_setup(an_interrupted_call, start),
		cmocka_unit_test_setup(many_threads, start),
		cmocka_unit_test_setup(all_threads_hear_of_a_broken_ring, start),
	};

	return cmocka_run_group_tests(tests, setup_group, NULL);
}
