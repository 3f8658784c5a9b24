/* SPDX-License-Identifier: BSD-3-Clause */
/* Builds answers. */
#include <string.h>

#include "files.h"
#include "range.h"
#include "response.h"
#include "statistics.h"

struct status {
	int code;
	const char *text;
};

static const struct status statuses[] = {
	{ 301, "301 Moved Permanently" },
	{ 400, "400 Bad Request" },
	{ 404, "404 Not Found" },
	{ 405, "405 Method Not Allowed" },
	{ 408, "408 Request Timeout" },
	{ 411, "411 Length Required" },
	{ 413, "413 Content Too Large" },
	{ 414, "414 URI Too Long" },
	{ 416, "416 Range Not Satisfiable" },
	{ 417, "417 Expectation Failed" },
	{ 431, "431 Request Header Fields Too Large" },
	{ 501, "501 Not Implemented" },
	{ 503, "503 Service Unavailable" },
	{ 505, "505 HTTP Version Not Supported" },
};

/* Follows the text of every status line. */
static char common[] = "\r\nServer: Skerry\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n";

enum { DATE_OFFSET = sizeof("\r\nServer: Skerry\r\nDate: ") - 1 };

static void put_digits(char *at, int value, int digits)
{
	for (; digits > 0; value /= 10)
		at[--digits] = (char)('0' + value % 10);
}

/* RFC 9110 section 5.6.7. By hand: strftime() brings locales into the image. */
void httpd_response_set_date(time_t now)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char *date = common + DATE_OFFSET;
	struct tm tm;

	if (!gmtime_r(&now, &tm))
		return;
	memcpy(date, days + tm.tm_wday * 3, 3);
	put_digits(date + 5, tm.tm_mday, 2);
	memcpy(date + 8, months + tm.tm_mon * 3, 3);
	put_digits(date + 12, tm.tm_year + 1900, 4);
	put_digits(date + 17, tm.tm_hour, 2);
	put_digits(date + 20, tm.tm_min, 2);
	put_digits(date + 23, tm.tm_sec, 2);
}

static void put(struct httpd_response *response, const char *data, size_t length)
{
	/* Cannot happen with a table from embed.py; then a short head is better than a long one. */
	if (length > sizeof(response->head) - response->head_length)
		return;
	memcpy(response->head + response->head_length, data, length);
	response->head_length += length;
}

static void put_string(struct httpd_response *response, const char *string)
{
	put(response, string, strlen(string));
}

static void put_number(struct httpd_response *response, size_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	put(response, digits + at, sizeof(digits) - at);
}

/* Status line, Server, Date and, where it is not what the version implies, Connection. */
static void put_start(struct httpd_response *response, const struct httpd_request *request,
		      const char *status, size_t length)
{
	static const char version[] = "HTTP/1.1 ";

	response->head_length = 0;
	response->body = NULL;
	response->body_length = 0;
	response->close = request->close;
	put(response, version, sizeof(version) - 1);
	put(response, status, length);
	put(response, common, sizeof(common) - 1);
	if (request->close)
		put_string(response, "Connection: close\r\n");
	else if (!request->version_1_1)
		put_string(response, "Connection: keep-alive\r\n");
}

static void set_body(struct httpd_response *response, const struct httpd_request *request,
		     const unsigned char *data, size_t length)
{
	if (request->method == HTTPD_HEAD)
		return;
	response->body = data;
	response->body_length = length;
}

static void put_text_body(struct httpd_response *response, const struct httpd_request *request,
			  const char *text)
{
	put_string(response, "Content-Type: text/plain; charset=utf-8\r\nContent-Length: ");
	put_number(response, strlen(text) + 1);
	put_string(response, "\r\n\r\n");
	if (request->method == HTTPD_HEAD)
		return;
	put_string(response, text);
	put_string(response, "\n");
}

static const char *status_text(int code)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].code == code)
			return statuses[i].text;
	return "500 Internal Server Error";
}

/* @fields: what this status wants to say besides, in whole lines. */
static void answer_status(struct httpd_response *response, const struct httpd_request *request,
			  int code, const char *fields)
{
	const char *text = status_text(code);

	put_start(response, request, text, strlen(text));
	put_string(response, fields);
	put_text_body(response, request, text);
}

static void answer_redirect(struct httpd_response *response, const struct httpd_request *request,
			    const struct httpd_file *file)
{
	const char *text = status_text(301);

	put_start(response, request, text, strlen(text));
	put_string(response, "Location: ");
	put_string(response, file->location);
	put_string(response, "\r\n");
	put_text_body(response, request, text);
}

static void answer_unsatisfiable(struct httpd_response *response,
				 const struct httpd_request *request, const struct httpd_file *file)
{
	const char *text = status_text(416);

	put_start(response, request, text, strlen(text));
	put_string(response, "Content-Range: bytes */");
	put_number(response, file->size);
	put_string(response, "\r\n");
	put_text_body(response, request, text);
}

static void answer_whole(struct httpd_response *response, const struct httpd_request *request,
			 const struct httpd_file *file)
{
	static const char ok[] = "200 OK";

	put_start(response, request, ok, sizeof(ok) - 1);
	put(response, file->fields, file->fields_length);
	set_body(response, request, file->data, file->size);
}

static void answer_part(struct httpd_response *response, const struct httpd_request *request,
			const struct httpd_file *file, const struct httpd_range *range)
{
	static const char partial[] = "206 Partial Content";

	put_start(response, request, partial, sizeof(partial) - 1);
	put_string(response, "Content-Type: ");
	put_string(response, file->type);
	put_string(response, "\r\nContent-Length: ");
	put_number(response, range->length);
	put_string(response, "\r\nContent-Range: bytes ");
	put_number(response, range->first);
	put_string(response, "-");
	put_number(response, range->first + range->length - 1);
	put_string(response, "/");
	put_number(response, file->size);
	put_string(response, "\r\nETag: ");
	put_string(response, file->etag);
	put_string(response, "\r\n\r\n");
	set_body(response, request, file->data + range->first, range->length);
}

static void answer_not_modified(struct httpd_response *response,
				const struct httpd_request *request, const struct httpd_file *file)
{
	static const char not_modified[] = "304 Not Modified";

	put_start(response, request, not_modified, sizeof(not_modified) - 1);
	put_string(response, "ETag: ");
	put_string(response, file->etag);
	put_string(response, "\r\n\r\n");
}

static bool is_tag(struct httpd_slice slice, const char *etag)
{
	return slice.length == strlen(etag) && !memcmp(slice.data, etag, slice.length);
}

/* RFC 9110 section 13.1.2: weak comparison with every tag of the list. */
static bool matches(struct httpd_slice list, const char *etag)
{
	struct httpd_slice tag;

	while (httpd_slice_next(&list, &tag)) {
		if (tag.length == 1 && *tag.data == '*')
			return true;
		if (tag.length > 2 && tag.data[0] == 'W' && tag.data[1] == '/') {
			tag.data += 2;
			tag.length -= 2;
		}
		if (is_tag(tag, etag))
			return true;
	}
	return false;
}

/* RFC 9110 section 13.1.5: strong comparison; we have no dates to compare. */
static bool range_applies(const struct httpd_request *request, const struct httpd_file *file)
{
	if (!request->range.data || request->method != HTTPD_GET)
		return false;
	return !request->if_range.data || is_tag(request->if_range, file->etag);
}

static void answer_file(struct httpd_response *response, const struct httpd_request *request,
			const struct httpd_file *file)
{
	enum httpd_range_kind kind = HTTPD_RANGE_NONE;
	struct httpd_range range;

	if (request->if_none_match.data && matches(request->if_none_match, file->etag)) {
		answer_not_modified(response, request, file);
		return;
	}
	if (range_applies(request, file))
		kind = httpd_range_parse(request->range, file->size, &range);
	if (kind == HTTPD_RANGE_UNSATISFIABLE)
		answer_unsatisfiable(response, request, file);
	else if (kind == HTTPD_RANGE_SATISFIABLE)
		answer_part(response, request, file, &range);
	else
		answer_whole(response, request, file);
}

static void answer_statistics(struct httpd_response *response, const struct httpd_request *request)
{
	static const char ok[] = "200 OK";
	char text[HTTPD_STATISTICS_MAX];

	httpd_statistics_print(text);
	put_start(response, request, ok, sizeof(ok) - 1);
	put_string(response, "Cache-Control: no-store\r\n");
	put_text_body(response, request, text);
}

void httpd_response_build(struct httpd_response *response, const struct httpd_request *request)
{
	const struct httpd_file *file;

	httpd_statistics.answers++;
	if (request->error) {
		answer_status(response, request, request->error,
			      request->error == 405 ? "Allow: GET, HEAD\r\n" : "");
		return;
	}
	if (httpd_statistics_is(request->path.data, request->path.length)) {
		answer_statistics(response, request);
		return;
	}
	file = httpd_files_find(request->path.data, request->path.length);
	if (!file)
		answer_status(response, request, 404, "");
	else if (file->location)
		answer_redirect(response, request, file);
	else
		answer_file(response, request, file);
}

void httpd_response_error(struct httpd_response *response, int status)
{
	struct httpd_request none;

	memset(&none, 0, sizeof(none));
	none.close = true;
	answer_status(response, &none, status, "");
}
