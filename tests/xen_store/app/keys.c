/* SPDX-License-Identifier: BSD-3-Clause */
/* Keys, lists, permissions, transactions. */
#include <uk/sched.h>

#include "check.h"

void values(void)
{
	char buffer[64];

	CHECK_EQUAL(uk_xen_store_read(NULL, OWN "/a", buffer, sizeof(buffer)), -ENOENT);
	CHECK_EQUAL(uk_xen_store_write(NULL, OWN "/a/b", "value", 5), 0);
	CHECK_EQUAL(uk_xen_store_read(NULL, OWN "/a/b", buffer, sizeof(buffer)), 5);
	CHECK_EQUAL(strcmp(buffer, "value"), 0);
	CHECK_EQUAL(uk_xen_store_read(NULL, OWN "/a", buffer, sizeof(buffer)), 0);
	CHECK_EQUAL(uk_xen_store_mkdir(NULL, OWN "/a/b"), 0);
	CHECK_EQUAL(uk_xen_store_read(NULL, OWN "/a/b", buffer, sizeof(buffer)), 5);
	CHECK_EQUAL(uk_xen_store_read(NULL, OWN "/a/b", buffer, 5), -E2BIG);
	CHECK_EQUAL(uk_xen_store_rm(NULL, OWN "/a"), 0);
	CHECK_EQUAL(uk_xen_store_rm(NULL, OWN "/a"), 0);
	CHECK_EQUAL(uk_xen_store_read(NULL, OWN "/a/b", buffer, sizeof(buffer)), -ENOENT);
}

/* Longer than the ring, both ways. */
void large_values(void)
{
	static char value[1900], buffer[4096];

	for (size_t i = 0; i < sizeof(value); i++)
		value[i] = (char)('a' + i % 26);
	CHECK_EQUAL(uk_xen_store_write(NULL, OWN "/large", value, sizeof(value)), 0);
	CHECK_EQUAL(uk_xen_store_read(NULL, OWN "/large", buffer, sizeof(buffer)), sizeof(value));
	CHECK_EQUAL(memcmp(buffer, value, sizeof(value)), 0);
	CHECK_EQUAL(uk_xen_store_read(NULL, SHARED "/large", buffer, sizeof(buffer)), 4000);
	CHECK_EQUAL(buffer[3999], 'x');
}

void wrong_calls(void)
{
	char buffer[8];

	CHECK_EQUAL(uk_xen_store_write(NULL, "/local/domain/0/skerry", "", 0), -EACCES);
	CHECK_EQUAL(uk_xen_store_read(NULL, "wrong//path", buffer, sizeof(buffer)), -EINVAL);
	CHECK_EQUAL(uk_xen_store_read(NULL, "", buffer, sizeof(buffer)), -EINVAL);
	/* A transaction that is none: the stores have different words for it. */
	CHECK(uk_xen_store_read(&(struct uk_xen_store_scope){ 4711, UK_NEVER }, "data", buffer,
				sizeof(buffer)) < 0);
}

void numbers_and_prints(void)
{
	uint64_t number;

	CHECK_EQUAL(uk_xen_store_printf(NULL, OWN "/number", "%d", 4711), 0);
	CHECK_EQUAL(uk_xen_store_read_number(NULL, OWN "/number", 10000, &number), 0);
	CHECK_EQUAL(number, 4711);
	CHECK_EQUAL(uk_xen_store_read_number(NULL, OWN "/number", 4710, &number), -ERANGE);
	CHECK_EQUAL(uk_xen_store_read_number(NULL, SHARED "/text", 10000, &number), -EINVAL);
	CHECK_EQUAL(uk_xen_store_read_number(NULL, SHARED "/large", 10000, &number), -EINVAL);
	CHECK_EQUAL(uk_xen_store_read_number(NULL, SHARED, 10000, &number), -EINVAL);
}

void lists(void)
{
	struct uk_xen_store_list *list;

	CHECK_EQUAL(uk_xen_store_list(NULL, OWN, &list), -ENOENT);
	CHECK_EQUAL(uk_xen_store_mkdir(NULL, OWN "/one"), 0);
	CHECK_EQUAL(uk_xen_store_list(NULL, OWN "/one", &list), 0);
	CHECK_EQUAL(list->count, 0);
	uk_xen_store_list_free(list);
	CHECK_EQUAL(uk_xen_store_mkdir(NULL, OWN "/two"), 0);
	CHECK_EQUAL(uk_xen_store_list(NULL, OWN, &list), 0);
	CHECK_EQUAL(list->count, 2);
	CHECK(strcmp(list->names[0], "one") == 0 || strcmp(list->names[1], "one") == 0);
	uk_xen_store_list_free(list);
}

/* A number at the end of each name, each once. */
static void check_long_list(const struct uk_xen_store_list *list)
{
	static unsigned char seen[1000];
	unsigned int different = 0;

	memset(seen, 0, sizeof(seen));
	for (size_t i = 0; i < list->count; i++) {
		size_t len = strlen(list->names[i]);
		unsigned int number = 0;

		CHECK(len >= 3);
		for (size_t digit = len - 3; digit < len; digit++)
			number = number * 10 + (unsigned int)(list->names[i][digit] - '0');
		if (number < sizeof(seen) && !seen[number]++)
			different++;
	}
	CHECK_EQUAL(different, 600);
}

void long_lists(void)
{
	struct uk_xen_store_list *list;
	int error = uk_xen_store_list(NULL, SHARED "/long", &list);

	CHECK(error == 0 || error == -E2BIG);
	uk_printf("long list: %d\n", error);
	if (error)
		return;
	CHECK_EQUAL(list->count, 600);
	check_long_list(list);
	uk_xen_store_list_free(list);
}

void permissions(void)
{
	struct uk_xen_store_permission entries[4], again[4];
	int count;

	CHECK_EQUAL(uk_xen_store_mkdir(NULL, OWN "/mine"), 0);
	count = uk_xen_store_get_permissions(NULL, OWN "/mine", entries, 3);
	CHECK(count >= 1 && count <= 3);
	if (count < 1)
		return;
	entries[count] = (struct uk_xen_store_permission){ 77, UK_XEN_STORE_ACCESS_READ };
	CHECK_EQUAL(uk_xen_store_set_permissions(NULL, OWN "/mine", entries, (size_t)count + 1), 0);
	CHECK_EQUAL(uk_xen_store_get_permissions(NULL, OWN "/mine", again, 4), count + 1);
	CHECK_EQUAL(again[count].domain, 77);
	CHECK_EQUAL(again[count].access, UK_XEN_STORE_ACCESS_READ);
	CHECK_EQUAL(again[0].domain, entries[0].domain);
	entries[0].domain = 0;
	CHECK(uk_xen_store_set_permissions(NULL, SHARED "/text", entries, 1) < 0);
}

void transactions(void)
{
	struct uk_xen_store_scope scope;
	char buffer[8];

	CHECK_EQUAL(uk_xen_store_transaction_start(&scope, soon()), 0);
	CHECK_EQUAL(uk_xen_store_write(&scope, OWN "/key", "1", 1), 0);
	CHECK_EQUAL(uk_xen_store_read(&scope, OWN "/key", buffer, sizeof(buffer)), 1);
	CHECK_EQUAL(uk_xen_store_read(NULL, OWN "/key", buffer, sizeof(buffer)), -ENOENT);
	CHECK_EQUAL(uk_xen_store_transaction_commit(&scope), 0);
	CHECK_EQUAL(uk_xen_store_read(NULL, OWN "/key", buffer, sizeof(buffer)), 1);
	/* More than the store allows at once. */
	for (unsigned int i = 0; i < 30; i++) {
		CHECK_EQUAL(uk_xen_store_transaction_start(&scope, soon()), 0);
		CHECK_EQUAL(uk_xen_store_write(&scope, OWN "/key", "2", 1), 0);
		uk_xen_store_transaction_abort(&scope);
	}
	CHECK_EQUAL(uk_xen_store_read(NULL, OWN "/key", buffer, sizeof(buffer)), 1);
	CHECK_EQUAL(buffer[0], '1');
}

static int add_one(const struct uk_xen_store_scope *scope, void *arg)
{
	uint64_t number = 0;
	int *collisions = arg;
	int error = uk_xen_store_read_number(scope, OWN "/key", 1000, &number);

	if (error && error != -ENOENT)
		return error;
	if (*collisions > 0) {
		(*collisions)--;
		CHECK_EQUAL(uk_xen_store_write(NULL, OWN "/key", "100", 3), 0);
	}
	return uk_xen_store_printf(scope, OWN "/key", "%u", (unsigned int)number + 1);
}

/* Somebody writes the key between its reading and the end. */
void transactions_collide(void)
{
	int collisions = 2;
	uint64_t number = 0;

	CHECK_EQUAL(uk_xen_store_transact(add_one, &collisions, soon()), 0);
	CHECK_EQUAL(collisions, 0);
	CHECK_EQUAL(uk_xen_store_read_number(NULL, OWN "/key", 1000, &number), 0);
	CHECK_EQUAL(number, 101);
}

/* Where the store can: what was registered fires anew, and calls go on. */
void connects_again(void)
{
	struct uk_xen_store_watch watch = { .path = OWN };
	int error;

	CHECK_EQUAL(uk_xen_store_watch_add(&watch, soon()), 0);
	CHECK_EQUAL(uk_xen_store_watch_wait(&watch, soon()), 0);
	error = uk_xen_store_reconnect();
	uk_printf("connected again: %d\n", error);
	CHECK(error == 0 || error == -EOPNOTSUPP);
	if (error == 0)
		CHECK_EQUAL(uk_xen_store_watch_wait(&watch, soon()), 0);
	CHECK_EQUAL(uk_xen_store_write(NULL, OWN "/key", "1", 1), 0);
	CHECK_EQUAL(uk_xen_store_watch_wait(&watch, soon()), 0);
	uk_xen_store_watch_remove(&watch);
}
