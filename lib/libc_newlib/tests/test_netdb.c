/* SPDX-License-Identifier: BSD-3-Clause */
/* getaddrinfo() and getnameinfo() with a resolver of the test's. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "resolver.h"

/* The results as text: address,port,type for each. */
static const char *list(const char *node, const char *service, const struct addrinfo *hints)
{
	static char text[512];
	struct addrinfo *result = NULL;
	size_t len = 0;
	int error = getaddrinfo(node, service, hints, &result);

	if (error)
		return gai_strerror(error);
	for (const struct addrinfo *i = result; i; i = i->ai_next) {
		char host[64], port[8];

		assert_int_equal(getnameinfo(i->ai_addr, i->ai_addrlen, host, sizeof(host), port,
					     sizeof(port), NI_NUMERICHOST),
				 0);
		assert_int_equal(i->ai_family, i->ai_addr->sa_family);
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s,%s,%d ", host, port,
					i->ai_socktype);
	}
	freeaddrinfo(result);
	return text;
}

static void takes_addresses_as_they_are(void **state)
{
	const struct addrinfo stream = { .ai_socktype = SOCK_STREAM };
	const struct addrinfo six = { .ai_socktype = SOCK_STREAM, .ai_family = AF_INET6 };

	(void)state;
	resolver_answer = -EIO;
	assert_string_equal(list("192.0.2.7", "80", &stream), "192.0.2.7,80,1 ");
	assert_string_equal(list("2001:db8::7", NULL, NULL), "2001:db8::7,0,1 2001:db8::7,0,2 ");
	assert_string_equal(list("192.0.2.7", "80", &six), gai_strerror(EAI_NONAME));
}

static void knows_its_own_addresses(void **state)
{
	const struct addrinfo listening = { .ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM };
	const struct addrinfo datagram = { .ai_family = AF_INET, .ai_protocol = IPPROTO_UDP };

	(void)state;
	assert_string_equal(list(NULL, "8080", &listening), "::,8080,1 0.0.0.0,8080,1 ");
	assert_string_equal(list(NULL, "53", &datagram), "127.0.0.1,53,2 ");
}

static void asks_the_resolver(void **state)
{
	const struct addrinfo stream = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_CANONNAME };
	const struct addrinfo numeric = { .ai_flags = AI_NUMERICHOST };

	(void)state;
	resolver_answer = 2;
	assert_string_equal(list("example.org", "65535", &stream),
			    "10.0.0.1,65535,1 10.0.0.2,65535,1 ");
	assert_string_equal(list("example.org", "1", &numeric), gai_strerror(EAI_NONAME));
	resolver_answer = 0;
	assert_string_equal(list("example.org", "1", NULL), gai_strerror(EAI_NONAME));
	resolver_answer = -ENOENT;
	assert_string_equal(list("example.org", "1", NULL), gai_strerror(EAI_NONAME));
	resolver_answer = -EAGAIN;
	assert_string_equal(list("example.org", "1", NULL), gai_strerror(EAI_AGAIN));
	resolver_answer = -EIO;
	assert_string_equal(list("example.org", "1", NULL), gai_strerror(EAI_FAIL));
}

static void gives_the_canonical_name(void **state)
{
	const struct addrinfo hints = { .ai_flags = AI_CANONNAME };
	struct addrinfo *result;

	(void)state;
	resolver_answer = 1;
	assert_int_equal(getaddrinfo("example.org", NULL, &hints, &result), 0);
	assert_string_equal(result->ai_canonname, "example.org");
	assert_null(result->ai_next->ai_canonname);
	freeaddrinfo(result);
}

static void refuses_nonsense(void **state)
{
	const struct addrinfo flags = { .ai_flags = 0x800000 };
	const struct addrinfo family = { .ai_family = 77 };
	const struct addrinfo type = { .ai_socktype = 77 };

	(void)state;
	assert_string_equal(list(NULL, NULL, NULL), gai_strerror(EAI_NONAME));
	assert_string_equal(list("::1", "http", NULL), gai_strerror(EAI_SERVICE));
	assert_string_equal(list("::1", "65536", NULL), gai_strerror(EAI_SERVICE));
	assert_string_equal(list("::1", "99999999999", NULL), gai_strerror(EAI_SERVICE));
	assert_string_equal(list("::1", "", NULL), gai_strerror(EAI_SERVICE));
	assert_string_equal(list("::1", "1", &flags), gai_strerror(EAI_BADFLAGS));
	assert_string_equal(list("::1", "1", &family), gai_strerror(EAI_FAMILY));
	assert_string_equal(list("::1", "1", &type), gai_strerror(EAI_SOCKTYPE));
}

static void names_need_room(void **state)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(1234) };
	char host[8], port[5];

	(void)state;
	assert_int_equal(getnameinfo((struct sockaddr *)&in, sizeof(in), host, 7, NULL, 0, 0),
			 EAI_OVERFLOW);
	assert_int_equal(getnameinfo((struct sockaddr *)&in, sizeof(in), host, 8, port, 5, 0), 0);
	assert_string_equal(host, "0.0.0.0");
	assert_string_equal(port, "1234");
	assert_int_equal(getnameinfo((struct sockaddr *)&in, sizeof(in), NULL, 0, port, 4, 0),
			 EAI_OVERFLOW);
	assert_int_equal(getnameinfo((struct sockaddr *)&in, 4, host, 8, NULL, 0, 0), EAI_FAMILY);
	assert_int_equal(
		getnameinfo((struct sockaddr *)&in, sizeof(in), host, 8, NULL, 0, NI_NAMEREQD),
		EAI_NONAME);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_addresses_as_they_are),
		cmocka_unit_test(knows_its_own_addresses),
		cmocka_unit_test(asks_the_resolver),
		cmocka_unit_test(gives_the_canonical_name),
		cmocka_unit_test(refuses_nonsense),
		cmocka_unit_test(names_need_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
