/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers: status, fields and the part of the file that goes with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "files.h"
#include "range.h"
#include "response.h"

static struct httpd_response response;

/* @fields: whole lines. */
static void ask(const char *method, const char *path, const char *fields)
{
	static char text[1024];
	struct httpd_request request;

	snprintf(text, sizeof(text), "%s %s HTTP/1.1\r\nHost: a\r\n%s\r\n", method, path, fields);
	assert_true(httpd_request_parse(&request, text, strlen(text)));
	httpd_response_build(&response, &request);
	assert_true(response.head_length < sizeof(response.head));
	response.head[response.head_length] = '\0';
}

static void assert_head(const char *status, const char *field)
{
	char start[64];

	snprintf(start, sizeof(start), "HTTP/1.1 %s\r\nServer: Skerry\r\nDate: ", status);
	if (memcmp(response.head, start, strlen(start)) != 0 || !strstr(response.head, field))
		fail_msg("wanted %s and %s, got\n%s", status, field, response.head);
}

static void assert_body(const char *body)
{
	assert_int_equal(response.body_length, strlen(body));
	if (*body)
		assert_memory_equal(response.body, body, strlen(body));
}

static void sends_a_file_with_its_fields(void **state)
{
	(void)state;
	httpd_response_set_date(784111777);
	ask("GET", "/ten", "");
	assert_string_equal(response.head, "HTTP/1.1 200 OK\r\nServer: Skerry\r\n"
					   "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
					   "Content-Type: text/plain\r\nContent-Length: 10\r\n"
					   "ETag: \"4\"\r\nAccept-Ranges: bytes\r\n\r\n");
	assert_body("0123456789");
	assert_false(response.close);
	ask("HEAD", "/ten", "");
	assert_head("200 OK", "\r\nContent-Length: 10\r\n");
	assert_body("");
}

static void finds_every_file_and_nothing_else(void **state)
{
	static const char *const wrong[] = { "", "/a", "/t", "/te", "/tenn", "/zzz", "/D", "/d/x" };

	(void)state;
	for (size_t i = 0; i < httpd_file_count; i++)
		assert_ptr_equal(httpd_files_find(httpd_files[i].path, httpd_files[i].path_length),
				 &httpd_files[i]);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_null(httpd_files_find(wrong[i], strlen(wrong[i])));
	ask("GET", "/nowhere", "");
	assert_head("404 Not Found", "\r\nContent-Length: 14\r\n\r\n404 Not Found\n");
	ask("HEAD", "/nowhere", "");
	assert_string_equal(response.head + response.head_length - 4, "\r\n\r\n");
}

static void serves_directories(void **state)
{
	(void)state;
	ask("GET", "/d/", "");
	assert_head("200 OK", "");
	assert_body("inside");
	ask("GET", "/d", "");
	assert_head("301 Moved Permanently", "\r\nLocation: /d/\r\n");
	ask("GET", "/d/.", "");
	assert_body("inside");
	ask("GET", "/empty", "");
	assert_head("200 OK", "\r\nContent-Length: 0\r\n");
	assert_body("");
}

static void answers_errors_of_the_request(void **state)
{
	(void)state;
	ask("POST", "/ten", "");
	assert_head("405 Method Not Allowed", "\r\nAllow: GET, HEAD\r\n");
	assert_false(response.close);
	ask("BREW", "/ten", "");
	assert_head("501 Not Implemented", "");
	ask("GET", "/ten", "Host: again\r\n");
	assert_head("400 Bad Request", "\r\nConnection: close\r\n");
	assert_true(response.close);
	httpd_response_error(&response, 408);
	response.head[response.head_length] = '\0';
	assert_head("408 Request Timeout", "\r\nConnection: close\r\n");
	assert_true(response.close);
}

struct range_case {
	const char *value;
	enum httpd_range_kind kind;
	const char *body;
};

static const struct range_case ranges[] = {
	{ "bytes=0-0", HTTPD_RANGE_SATISFIABLE, "0" },
	{ "bytes=2-4", HTTPD_RANGE_SATISFIABLE, "234" },
	{ "BYTES=0-9", HTTPD_RANGE_SATISFIABLE, "0123456789" },
	{ "bytes=0-10", HTTPD_RANGE_SATISFIABLE, "0123456789" },
	{ "bytes=9-99999999999999999999999", HTTPD_RANGE_SATISFIABLE, "9" },
	{ "bytes=7-", HTTPD_RANGE_SATISFIABLE, "789" },
	{ "bytes=-1", HTTPD_RANGE_SATISFIABLE, "9" },
	{ "bytes=-10", HTTPD_RANGE_SATISFIABLE, "0123456789" },
	{ "bytes=-11", HTTPD_RANGE_SATISFIABLE, "0123456789" },
	{ "bytes=-99999999999999999999999", HTTPD_RANGE_SATISFIABLE, "0123456789" },
	{ "bytes=10-", HTTPD_RANGE_UNSATISFIABLE, NULL },
	{ "bytes=10-11", HTTPD_RANGE_UNSATISFIABLE, NULL },
	{ "bytes=99999999999999999999999-", HTTPD_RANGE_UNSATISFIABLE, NULL },
	{ "bytes=-0", HTTPD_RANGE_UNSATISFIABLE, NULL },
	{ "bytes=4-2", HTTPD_RANGE_NONE, NULL },
	{ "bytes=-", HTTPD_RANGE_NONE, NULL },
	{ "bytes=", HTTPD_RANGE_NONE, NULL },
	{ "bytes", HTTPD_RANGE_NONE, NULL },
	{ "", HTTPD_RANGE_NONE, NULL },
	{ "bytes=a-b", HTTPD_RANGE_NONE, NULL },
	{ "bytes=1", HTTPD_RANGE_NONE, NULL },
	{ "bytes=1-2x", HTTPD_RANGE_NONE, NULL },
	{ "bytes=--1", HTTPD_RANGE_NONE, NULL },
	{ "bytes= 1-2", HTTPD_RANGE_NONE, NULL },
	{ "lines=1-2", HTTPD_RANGE_NONE, NULL },
	{ "bytes=0-1,3-4", HTTPD_RANGE_NONE, NULL },
};

static void sends_ranges(void **state)
{
	char field[128];

	(void)state;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		const struct range_case *row = &ranges[i];

		snprintf(field, sizeof(field), "Range: %s\r\n", row->value);
		ask("GET", "/ten", field);
		if (row->kind == HTTPD_RANGE_SATISFIABLE) {
			assert_head("206 Partial Content", "\r\nContent-Range: bytes ");
			assert_body(row->body);
		} else if (row->kind == HTTPD_RANGE_UNSATISFIABLE) {
			assert_head("416 Range Not Satisfiable",
				    "\r\nContent-Range: bytes */10\r\n");
			assert_body("");
		} else {
			assert_head("200 OK", "");
			assert_body("0123456789");
		}
	}
	ask("GET", "/ten", "Range: bytes=2-4\r\n");
	assert_head("206 Partial Content",
		    "\r\nContent-Length: 3\r\nContent-Range: bytes 2-4/10\r\n"
		    "ETag: \"4\"\r\n\r\n");
	ask("GET", "/empty", "Range: bytes=-1\r\n");
	assert_head("416 Range Not Satisfiable", "\r\nContent-Range: bytes */0\r\n");
	/* RFC 9110 section 14.2: defined for GET alone. */
	ask("HEAD", "/ten", "Range: bytes=2-4\r\n");
	assert_head("200 OK", "\r\nContent-Length: 10\r\n");
}

static void honours_preconditions(void **state)
{
	(void)state;
	ask("GET", "/ten", "If-None-Match: \"4\"\r\n");
	assert_head("304 Not Modified", "\r\nETag: \"4\"\r\n\r\n");
	assert_body("");
	ask("HEAD", "/ten", "If-None-Match: \"x\", W/\"4\"\r\n");
	assert_head("304 Not Modified", "");
	ask("GET", "/ten", "If-None-Match: *\r\nRange: bytes=0-1\r\n");
	assert_head("304 Not Modified", "");
	ask("GET", "/ten", "If-None-Match: \"x\", 4, \"44\"\r\n");
	assert_head("200 OK", "");
	ask("GET", "/ten", "Range: bytes=0-1\r\nIf-Range: \"4\"\r\n");
	assert_head("206 Partial Content", "");
	ask("GET", "/ten", "Range: bytes=0-1\r\nIf-Range: W/\"4\"\r\n");
	assert_head("200 OK", "");
	ask("GET", "/ten", "Range: bytes=99-\r\nIf-Range: \"5\"\r\n");
	assert_head("200 OK", "");
	ask("GET", "/ten", "Range: bytes=0-1\r\nIf-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
	assert_head("200 OK", "");
}

static void shows_the_date(void **state)
{
	(void)state;
	httpd_response_set_date(951782400);
	ask("GET", "/", "");
	assert_head("200 OK", "\r\nDate: Tue, 29 Feb 2000 00:00:00 GMT\r\n");
	httpd_response_set_date(4102444799);
	ask("GET", "/", "");
	assert_head("200 OK", "\r\nDate: Thu, 31 Dec 2099 23:59:59 GMT\r\n");
}

static void tells_an_old_client_that_the_connection_stays(void **state)
{
	static const char text[] = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
	struct httpd_request request;

	(void)state;
	assert_true(httpd_request_parse(&request, text, sizeof(text) - 1));
	httpd_response_build(&response, &request);
	response.head[response.head_length] = '\0';
	assert_head("200 OK", "\r\nConnection: keep-alive\r\n");
	assert_false(response.close);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends_a_file_with_its_fields),
		cmocka_unit_test(finds_every_file_and_nothing_else),
		cmocka_unit_test(serves_directories),
		cmocka_unit_test(answers_errors_of_the_request),
		cmocka_unit_test(sends_ranges),
		cmocka_unit_test(honours_preconditions),
		cmocka_unit_test(shows_the_date),
		cmocka_unit_test(tells_an_old_client_that_the_connection_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
