/* SPDX-License-Identifier: BSD-3-Clause */
/* Internet addresses to and from text. */
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/base.h>

static void reads_and_writes_ipv6(void **state)
{
	static const struct {
		const char *text, *canonical;
	} cases[] = {
		{ "::", "::" },
		{ "::1", "::1" },
		{ "1::", "1::" },
		{ "2001:db8::1", "2001:db8::1" },
		{ "2001:DB8:0:0:0:0:0:1", "2001:db8::1" },
		{ "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8" },
		{ "0001:0:3:4:0:0:0:8", "1:0:3:4::8" },
		{ "1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8" },
		{ "1:0:0:4:5:0:0:8", "1::4:5:0:0:8" },
		{ "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },
		{ "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
		{ "::ffff:c000:201", "::ffff:192.0.2.1" },
		{ "64:ff9b::192.0.2.33", "64:ff9b::c000:221" },
		{ "1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a" },
	};
	char text[INET6_ADDRSTRLEN];
	uint8_t bytes[16];

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(cases); i++) {
		assert_int_equal(inet_pton(AF_INET6, cases[i].text, bytes), 1);
		assert_ptr_equal(inet_ntop(AF_INET6, bytes, text, sizeof(text)), text);
		assert_string_equal(text, cases[i].canonical);
	}
}

static void refuses_what_is_no_ipv6(void **state)
{
	static const char *const bad[] = {
		"",
		":",
		":::",
		"1",
		"1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9",
		"1::2::3",
		"12345::",
		"g::",
		"1:2:3:4:5:6:7:8::",
		":1:2:3:4:5:6:7:8",
		"1:2:3:4:5:6:7:8:",
		"::1 ",
		"::1%1",
		"::192.0.2",
		"::192.0.2.256",
		"::192.0.2.1:1",
		"1:2:3:4:5:6:7:1.2.3.4",
		"1:",
		"::1:2:3:4:5:6:7:8",
		"1.2.3.4::",
	};
	uint8_t bytes[16];

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(bad); i++)
		assert_int_equal(inet_pton(AF_INET6, bad[i], bytes), 0);
}

static void reads_and_writes_ipv4(void **state)
{
	static const char *const good[] = { "0.0.0.0", "127.0.0.1", "255.255.255.255",
					    "10.20.3.4" };
	static const char *const bad[] = {
		"",	  "1.2.3",  "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ", "01.2.3.4",
		"1..2.3", ".1.2.3", "1.2.3.",	 "a.b.c.d",   "1.2.3.-4", "99999999999.1.1.1"
	};
	char text[INET_ADDRSTRLEN];
	struct in_addr address;

	(void)state;
	for (size_t i = 0; i < UK_ARRAY_SIZE(good); i++) {
		assert_int_equal(inet_pton(AF_INET, good[i], &address), 1);
		assert_non_null(inet_ntop(AF_INET, &address, text, sizeof(text)));
		assert_string_equal(text, good[i]);
		assert_string_equal(inet_ntoa(address), good[i]);
	}
	for (size_t i = 0; i < UK_ARRAY_SIZE(bad); i++)
		assert_int_equal(inet_pton(AF_INET, bad[i], &address), 0);
}

static void reads_the_forms_of_bsd(void **state)
{
	(void)state;
	assert_int_equal(inet_addr("127.1"), htonl(0x7f000001));
	assert_int_equal(inet_addr("0x7f.0.0.1"), htonl(0x7f000001));
	assert_int_equal(inet_addr("010.2.515"), htonl(0x08020203));
	assert_int_equal(inet_addr("4294967294"), htonl(0xfffffffe));
	assert_int_equal(inet_addr("4294967296"), INADDR_NONE);
	assert_int_equal(inet_addr("1.2.3.256"), INADDR_NONE);
	assert_int_equal(inet_addr("1.2.3.4.5"), INADDR_NONE);
	assert_int_equal(inet_addr("host"), INADDR_NONE);
	assert_int_equal(inet_addr("08"), INADDR_NONE);
	assert_int_equal(inet_addr(""), INADDR_NONE);
}

static void says_when_the_buffer_is_too_small(void **state)
{
	const uint8_t bytes[16] = { 0 };
	char text[3];

	(void)state;
	errno = 0;
	assert_null(inet_ntop(AF_INET6, bytes, text, 2));
	assert_int_equal(errno, ENOSPC);
	assert_non_null(inet_ntop(AF_INET6, bytes, text, 3));
	assert_null(inet_ntop(AF_UNIX, bytes, text, 3));
	assert_int_equal(errno, EAFNOSUPPORT);
	assert_int_equal(inet_pton(AF_UNIX, "::", text), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_ipv6),
		cmocka_unit_test(refuses_what_is_no_ipv6),
		cmocka_unit_test(reads_and_writes_ipv4),
		cmocka_unit_test(reads_the_forms_of_bsd),
		cmocka_unit_test(says_when_the_buffer_is_too_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
