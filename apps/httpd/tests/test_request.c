/* SPDX-License-Identifier: BSD-3-Clause */
/* Request heads: what is understood, what is refused and how. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "request.h"

#define GET  "GET / HTTP/1.1\r\n"
#define HOST "Host: a\r\n"

/* Parses an exact copy on the heap, so that a read past its end is an error of the sanitizer. */
static bool parse_bytes(struct httpd_request *request, const char *text, size_t length)
{
	static char *copy;
	bool done;

	free(copy);
	copy = malloc(length ? length : 1);
	assert_non_null(copy);
	memcpy(copy, text, length);
	done = httpd_request_parse(request, copy, length);
	return done;
}

static bool parse(struct httpd_request *request, const char *text)
{
	return parse_bytes(request, text, strlen(text));
}

static void assert_slice(struct httpd_slice slice, const char *want)
{
	assert_non_null(slice.data);
	assert_int_equal(slice.length, strlen(want));
	assert_memory_equal(slice.data, want, slice.length);
}

struct malformed {
	int error;
	const char *text;
};

static const struct malformed malformed[] = {
	/* Request line. */
	{ 400, " / HTTP/1.1\r\n" },
	{ 400, "GET\r\n" },
	{ 400, "GET /\r\n" },
	{ 400, "GET  / HTTP/1.1\r\n" },
	{ 400, "GET /  HTTP/1.1\r\n" },
	{ 400, "GET / HTTP/1.1 \r\n" },
	{ 400, "GET\t/ HTTP/1.1\r\n" },
	{ 400, "G(T / HTTP/1.1\r\n" },
	{ 400, "GET /#x HTTP/1.1\r\n" },
	{ 400, "GET /\x01 HTTP/1.1\r\n" },
	{ 400, "GET /\x7f HTTP/1.1\r\n" },
	{ 400, "GET /\xc3\xa4 HTTP/1.1\r\n" },
	{ 400, "GET /% HTTP/1.1\r\n" },
	{ 400, "GET /%4 HTTP/1.1\r\n" },
	{ 400, "GET /%4g HTTP/1.1\r\n" },
	{ 400, "GET /%00 HTTP/1.1\r\n" },
	{ 400, "GET / http/1.1\r\n" },
	{ 400, "GET / HTTPS/1.1\r\n" },
	{ 400, "GET / HTTP/11\r\n" },
	{ 400, "GET / HTTP/1.\r\n" },
	{ 400, "GET / HTTP/x.1\r\n" },
	{ 400, "GET / HTTP/1.1x\r\n" },
	{ 400, "GET / HTTP/1.1\n" },
	{ 400, "GET / HTTP/1.1\r\r\n" },
	{ 400, "\n" GET HOST "\r\n" },
	{ 400, "\rGET / HTTP/1.1\r\n" },
	{ 505, "GET / HTTP/2.0\r\n" },
	{ 505, "GET / HTTP/0.9\r\n" },
	{ 400, "\x16\x03\x01\x02" },
	/* A target that GET cannot have. */
	{ 400, "GET * HTTP/1.1\r\n" HOST "\r\n" },
	{ 400, "GET a:80 HTTP/1.1\r\n" HOST "\r\n" },
	{ 400, "GET index.html HTTP/1.1\r\n" HOST "\r\n" },
	{ 400, "GET http:///x HTTP/1.1\r\n" HOST "\r\n" },
	{ 400, "GET ftp://a/x HTTP/1.1\r\n" HOST "\r\n" },
	/* Field lines. */
	{ 400, GET "Host a\r\n" },
	{ 400, GET "Host : a\r\n" },
	{ 400, GET ": a\r\n" },
	{ 400, GET " Host: a\r\n" },
	{ 400, GET HOST " folded\r\n" },
	{ 400, GET HOST "\tfolded\r\n" },
	{ 400, GET "Ho(st: a\r\n" },
	{ 400, GET "H\x80: a\r\n" },
	{ 400, GET "X: a\nY: b\r\n" },
	{ 400, GET "X: a\rY: b\r\n" },
	{ 400, GET "X: \x01\r\n" },
	{ 400, GET "X: \x7f\r\n" },
	{ 400, GET HOST "\n" },
	{ 400, GET HOST "\rX" },
	/* Host. */
	{ 400, GET "\r\n" },
	{ 400, GET HOST "HOST: a\r\n" },
	{ 400, GET "Host: a b\r\n" },
	{ 400, GET "Host: a/b\r\n" },
	{ 400, GET "Host: u@a\r\n" },
	/* Where the body ends. */
	{ 400, GET HOST "Content-Length: -1\r\n" },
	{ 400, GET HOST "Content-Length: +1\r\n" },
	{ 400, GET HOST "Content-Length: \r\n" },
	{ 400, GET HOST "Content-Length: 0x1\r\n" },
	{ 400, GET HOST "Content-Length: 1 1\r\n" },
	{ 400, GET HOST "Content-Length: 1,1\r\n" },
	{ 400, GET HOST "Content-Length: 1\r\nContent-Length: 1\r\n" },
	{ 400, GET HOST "Content-Length: 99999999999999999999\r\n" },
	{ 400, GET HOST "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n" },
	{ 400, GET HOST "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n" },
	{ 400, "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" },
	{ 411, GET HOST "Transfer-Encoding: chunked\r\n\r\n" },
	{ 411, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: Chunked\r\n\r\n" },
	{ 501, GET HOST "Transfer-Encoding: gzip, chunked\r\n\r\n" },
	{ 501, GET HOST "Transfer-Encoding: xchunked\r\n\r\n" },
	{ 501, GET HOST "Transfer-Encoding: identity\r\n\r\n" },
	{ 501, GET HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" },
	{ 413, GET HOST "Content-Length: 65537\r\n\r\n" },
	{ 413, GET HOST "Content-Length: 999999999999999999\r\n\r\n" },
	{ 417, GET HOST "Expect: something\r\n" },
};

static void refuses_what_is_malformed_and_closes(void **state)
{
	struct httpd_request request;

	(void)state;
	for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
		bool done = parse(&request, malformed[i].text);

		if (!done || request.error != malformed[i].error || !request.close)
			fail_msg("row %zu: done %d, error %d, close %d: %s", i, done, request.error,
				 request.close, malformed[i].text);
	}
}

static void refuses_a_null_byte_anywhere(void **state)
{
	static const char text[] = GET HOST "X: y\r\n\r\n";
	char copy[sizeof(text)];
	struct httpd_request request;

	(void)state;
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		memcpy(copy, text, sizeof(text));
		copy[i] = '\0';
		assert_true(parse_bytes(&request, copy, sizeof(text) - 1));
		assert_int_equal(request.error, 400);
	}
}

/* Every prefix wants more bytes, and what follows the head is not looked at. */
static void waits_for_the_whole_head_and_no_longer(void **state)
{
	static const char text[] = "\r\n\r\nGET /a?b HTTP/1.1\r\nHost: [::1]:8080\r\n"
				   "User-Agent: x y\r\nRange: bytes=0-1\r\n\r\nGET /";
	struct httpd_request request;
	size_t head = sizeof(text) - 1 - strlen("GET /");

	(void)state;
	for (size_t i = 0; i < head; i++)
		assert_false(parse_bytes(&request, text, i));
	for (size_t i = head; i < sizeof(text); i++) {
		assert_true(parse_bytes(&request, text, i));
		assert_int_equal(request.error, 0);
		assert_int_equal(request.length, head);
	}
}

static void reads_the_fields_it_knows(void **state)
{
	struct httpd_request request;

	(void)state;
	assert_true(parse(&request, GET "hOsT:a\r\nRANGE: \tbytes=1-2 \t\r\nIf-Range: \"x\"\r\n"
					"If-None-Match:\"a\", W/\"b\"\r\nIf-None-Matcx: no\r\n"
					"Empty:\r\nCONTENT-length: 65536\r\n\r\n"));
	assert_int_equal(request.error, 0);
	assert_int_equal(request.method, HTTPD_GET);
	assert_true(request.version_1_1);
	assert_false(request.close);
	assert_slice(request.path, "/");
	assert_slice(request.range, "bytes=1-2");
	assert_slice(request.if_range, "\"x\"");
	assert_slice(request.if_none_match, "\"a\", W/\"b\"");
	assert_int_equal(request.body_length, 65536);
}

static void forgets_the_request_before(void **state)
{
	struct httpd_request request;

	(void)state;
	assert_true(parse(&request, "HEAD /a HTTP/1.0\r\nRange: bytes=1-2\r\nIf-Range: x\r\n"
				    "If-None-Match: *\r\nContent-Length: 5\r\n\r\n"));
	assert_true(request.close);
	assert_true(parse(&request, GET HOST "\r\n"));
	assert_int_equal(request.method, HTTPD_GET);
	assert_false(request.close);
	assert_null(request.range.data);
	assert_null(request.if_range.data);
	assert_null(request.if_none_match.data);
	assert_int_equal(request.body_length, 0);
}

static void ignores_a_repeated_range(void **state)
{
	struct httpd_request request;

	(void)state;
	assert_true(parse(&request, GET HOST "Range: bytes=0-1\r\nRange: bytes=2-3\r\n\r\n"));
	assert_int_equal(request.error, 0);
	assert_null(request.range.data);
}

static void knows_which_methods_exist(void **state)
{
	struct httpd_request request;

	(void)state;
	assert_true(parse(&request, "HEAD / HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(request.method, HTTPD_HEAD);
	assert_int_equal(request.error, 0);
	assert_true(parse(&request, "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\n"));
	assert_int_equal(request.error, 405);
	assert_false(request.close);
	assert_int_equal(request.body_length, 3);
	assert_true(parse(&request, "OPTIONS * HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(request.error, 405);
	assert_true(parse(&request, "CONNECT a:1 HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(request.error, 405);
	assert_true(parse(&request, "BREW / HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(request.error, 501);
	assert_true(parse(&request, "get / HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(request.error, 501);
	assert_false(request.close);
}

static bool closes(const char *text)
{
	struct httpd_request request;

	assert_true(parse(&request, text));
	assert_int_equal(request.error, 0);
	return request.close;
}

static void keeps_the_connection_as_version_and_client_say(void **state)
{
	(void)state;
	assert_false(closes(GET HOST "\r\n"));
	assert_false(closes(GET HOST "Connection: keep-alive\r\n\r\n"));
	assert_false(closes(GET HOST "Connection: upgrade, closed\r\n\r\n"));
	assert_true(closes(GET HOST "Connection: Close\r\n\r\n"));
	assert_true(closes(GET HOST "Connection: te ,, close,\r\n\r\n"));
	assert_true(closes(GET HOST "Connection: keep-alive\r\nConnection: close\r\n\r\n"));
	assert_true(closes("GET / HTTP/1.0\r\n\r\n"));
	assert_false(closes("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"));
	assert_true(closes("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n"));
	assert_false(closes("GET / HTTP/1.9\r\n" HOST "\r\n"));
	/* We send no 100, so nobody knows whether the body will come. */
	assert_true(closes(GET HOST "Expect: 100-continue\r\nContent-Length: 1\r\n\r\n"));
	assert_false(closes(GET HOST "Expect: 100-continue\r\n\r\n"));
}

static void finds_the_path(void **state)
{
	static const char *const cases[][2] = {
		{ "/", "/" },
		{ "/a.html", "/a.html" },
		{ "/a?b", "/a" },
		{ "/?/../b", "/" },
		{ "/%61%2Fb%2f", "/a/b/" },
		{ "/%3fa%23%25", "/?a#%" },
		{ "/%c3%A4", "/\xc3\xa4" },
		{ "/.", "/" },
		{ "/..", "/" },
		{ "/../../..", "/" },
		{ "/a/..", "/" },
		{ "/a/.", "/a/" },
		{ "/a/./b", "/a/b" },
		{ "/a/../b", "/b" },
		{ "/a/b/../../c", "/c" },
		{ "/../../etc/passwd", "/etc/passwd" },
		{ "/%2e%2e/%2E/a", "/a" },
		{ "/a/%2e%2e%2fb", "/b" },
		{ "/.a/..b/...", "/.a/..b/..." },
		{ "/a//../b", "/a/b" },
		{ "http://a", "/" },
		{ "http://a?b/c", "/" },
		{ "http://a/", "/" },
		{ "HTTP://a:80/b/../c?d", "/c" },
		{ "https://[::1]/b", "/b" },
	};
	struct httpd_request request;
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "GET %s HTTP/1.1\r\n" HOST "\r\n", cases[i][0]);
		assert_true(parse(&request, text));
		assert_int_equal(request.error, 0);
		assert_slice(request.path, cases[i][1]);
	}
}

/* @escaped bytes of "/%61%61..." decode to one more than that. */
static size_t decoded_length(size_t escaped)
{
	static char text[HTTPD_HEAD_MAX];
	struct httpd_request request;
	char *at = text + sprintf(text, "GET /");

	for (size_t i = 0; i < escaped; i++)
		at += sprintf(at, "%%61");
	sprintf(at, " HTTP/1.1\r\n" HOST "\r\n");
	assert_true(parse(&request, text));
	assert_int_equal(request.error, 0);
	return request.path.length;
}

static void gives_a_path_longer_than_any_file_up(void **state)
{
	(void)state;
	assert_int_equal(decoded_length(HTTPD_PATH_MAX - 1), HTTPD_PATH_MAX);
	assert_int_equal(decoded_length(HTTPD_PATH_MAX), 0);
	assert_int_equal(decoded_length(2000), 0);
}

static int error_of_full_buffer(const char *start)
{
	static char text[HTTPD_HEAD_MAX];
	struct httpd_request request;

	memset(text, 'a', sizeof(text));
	for (size_t i = 0; start[i]; i++)
		text[i] = start[i];
	assert_false(parse_bytes(&request, text, sizeof(text) - 1));
	assert_true(parse_bytes(&request, text, sizeof(text)));
	assert_true(request.close);
	return request.error;
}

static void says_what_is_too_long(void **state)
{
	(void)state;
	assert_int_equal(error_of_full_buffer(""), 414);
	assert_int_equal(error_of_full_buffer("GET /"), 414);
	assert_int_equal(error_of_full_buffer(GET), 431);
	assert_int_equal(error_of_full_buffer(GET HOST "X: "), 431);
}

static void takes_lists_apart(void **state)
{
	static const char text[] = " ,a, \"b,c\" ,W/\"d\",, e\t";
	static const char *const want[] = { "a", "\"b,c\"", "W/\"d\"", "e" };
	struct httpd_slice list = { text, sizeof(text) - 1 }, element;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_true(httpd_slice_next(&list, &element));
		assert_slice(element, want[i]);
	}
	assert_false(httpd_slice_next(&list, &element));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_what_is_malformed_and_closes),
		cmocka_unit_test(refuses_a_null_byte_anywhere),
		cmocka_unit_test(waits_for_the_whole_head_and_no_longer),
		cmocka_unit_test(reads_the_fields_it_knows),
		cmocka_unit_test(forgets_the_request_before),
		cmocka_unit_test(ignores_a_repeated_range),
		cmocka_unit_test(knows_which_methods_exist),
		cmocka_unit_test(keeps_the_connection_as_version_and_client_say),
		cmocka_unit_test(finds_the_path),
		cmocka_unit_test(gives_a_path_longer_than_any_file_up),
		cmocka_unit_test(says_what_is_too_long),
		cmocka_unit_test(takes_lists_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
