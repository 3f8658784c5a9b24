/* SPDX-License-Identifier: BSD-3-Clause */
/* Parser of request heads: RFC 9112 in one pass over the buffer. */
#include <string.h>

#include "path.h"
#include "request.h"

/* What a byte may be part of. */
enum {
	TOKEN = 1,   /* RFC 9110 section 5.6.2 */
	TARGET = 2,  /* visible ASCII but '#' */
	VALUE = 4,   /* RFC 9110 section 5.5: visible, space, tab, 0x80 and above */
	HOST = 8,    /* RFC 3986 section 3.2.2, with port */
	ESCAPE = 16, /* '%': the path wants decoding */
	DOT = 32,    /* '.': it may have dot segments */
	QUERY = 64,
};

#define ALNUM (TOKEN | TARGET | VALUE | HOST)

static const unsigned char classes[256] = {
	['\t'] = VALUE,
	[' '] = VALUE,
	['0' ... '9'] = ALNUM,
	['A' ... 'Z'] = ALNUM,
	['a' ... 'z'] = ALNUM,
	['-'] = ALNUM,
	['_'] = ALNUM,
	['~'] = ALNUM,
	['!'] = ALNUM,
	['$'] = ALNUM,
	['&'] = ALNUM,
	['\''] = ALNUM,
	['*'] = ALNUM,
	['+'] = ALNUM,
	['.'] = ALNUM | DOT,
	['%'] = ALNUM | ESCAPE,
	['^'] = TOKEN | TARGET | VALUE,
	['`'] = TOKEN | TARGET | VALUE,
	['|'] = TOKEN | TARGET | VALUE,
	['#'] = TOKEN | VALUE,
	['('] = TARGET | VALUE | HOST,
	[')'] = TARGET | VALUE | HOST,
	[','] = TARGET | VALUE | HOST,
	[';'] = TARGET | VALUE | HOST,
	['='] = TARGET | VALUE | HOST,
	[':'] = TARGET | VALUE | HOST,
	['['] = TARGET | VALUE | HOST,
	[']'] = TARGET | VALUE | HOST,
	['/'] = TARGET | VALUE,
	['?'] = TARGET | VALUE | QUERY,
	['@'] = TARGET | VALUE,
	['"'] = TARGET | VALUE,
	['<'] = TARGET | VALUE,
	['>'] = TARGET | VALUE,
	['\\'] = TARGET | VALUE,
	['{'] = TARGET | VALUE,
	['}'] = TARGET | VALUE,
	[0x80 ... 0xff] = VALUE,
};

/* What a step of the parser says: go on, more bytes needed, or an HTTP status. */
enum { OK = 0, MORE = -1 };

enum transfer { TRANSFER_NONE, TRANSFER_CHUNKED, TRANSFER_OTHER };

struct parser {
	const char *at;
	const char *end;
	struct httpd_request *request;
	/* Seen once the request line is read. */
	bool line_read;
	bool host_seen;
	bool length_seen;
	bool range_repeated;
	bool keep_alive;
	bool expects_continue;
	enum transfer transfer;
};

static unsigned char class_of(char c)
{
	return classes[(unsigned char)c];
}

/* Moves over bytes of @class. Return: the classes of all of them, or'ed. */
static unsigned int skip(struct parser *parser, unsigned int class)
{
	const char *at = parser->at;
	unsigned int seen = 0;

	for (; at < parser->end && (class_of(*at) & class); at++)
		seen |= class_of(*at);
	parser->at = at;
	return seen;
}

static int expect(struct parser *parser, char c)
{
	if (parser->at == parser->end)
		return MORE;
	if (*parser->at != c)
		return 400;
	parser->at++;
	return OK;
}

static int expect_line_end(struct parser *parser)
{
	int error = expect(parser, '\r');

	return error ? error : expect(parser, '\n');
}

bool httpd_slice_equals(struct httpd_slice slice, const char *lower)
{
	size_t i;

	for (i = 0; i < slice.length && lower[i]; i++) {
		char c = slice.data[i];

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		if (c != lower[i])
			return false;
	}
	return i == slice.length && !lower[i];
}

static struct httpd_slice trim(const char *from, const char *to)
{
	while (from < to && (*from == ' ' || *from == '\t'))
		from++;
	while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
		to--;
	return (struct httpd_slice){ from, (size_t)(to - from) };
}

/* The end of the element that starts at @at: a comma outside quotes. */
static const char *element_end(const char *at, const char *end)
{
	bool quoted = false;

	for (; at < end && (quoted || *at != ','); at++)
		quoted ^= *at == '"';
	return at;
}

bool httpd_slice_next(struct httpd_slice *list, struct httpd_slice *element)
{
	const char *end = list->data + list->length;

	while (list->length) {
		const char *stop = element_end(list->data, end);

		*element = trim(list->data, stop);
		list->data = stop < end ? stop + 1 : end;
		list->length = (size_t)(end - list->data);
		if (element->length)
			return true;
	}
	return false;
}

static enum httpd_method method_named(struct httpd_slice name)
{
	static const char *const refused[] = {
		"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH",
	};

	if (name.length == 3 && !memcmp(name.data, "GET", 3))
		return HTTPD_GET;
	if (name.length == 4 && !memcmp(name.data, "HEAD", 4))
		return HTTPD_HEAD;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (strlen(refused[i]) == name.length &&
		    !memcmp(name.data, refused[i], name.length))
			return HTTPD_NOT_ALLOWED;
	return HTTPD_UNKNOWN;
}

static int parse_method(struct parser *parser)
{
	const char *start = parser->at;

	skip(parser, TOKEN);
	if (parser->at == parser->end)
		return MORE;
	if (parser->at == start || *parser->at != ' ')
		return 400;
	parser->request->method =
		method_named((struct httpd_slice){ start, (size_t)(parser->at - start) });
	parser->at++;
	return OK;
}

/* Absolute form (RFC 9112 section 3.2.2): what follows the authority. */
static struct httpd_slice strip_authority(struct httpd_slice target)
{
	static const char *const schemes[] = { "http://", "https://" };

	for (size_t i = 0; i < 2; i++) {
		size_t n = strlen(schemes[i]);
		struct httpd_slice prefix = { target.data, n };
		size_t at = n;

		if (target.length <= n || !httpd_slice_equals(prefix, schemes[i]))
			continue;
		while (at < target.length && target.data[at] != '/' && target.data[at] != '?')
			at++;
		if (at == n)
			break;
		/* "http://host" and "http://host?query" ask for the root. */
		if (at == target.length || target.data[at] == '?')
			return (struct httpd_slice){ "/", 1 };
		return (struct httpd_slice){ target.data + at, target.length - at };
	}
	return (struct httpd_slice){ NULL, 0 };
}

static int parse_target(struct parser *parser)
{
	const char *start = parser->at;
	unsigned int seen = skip(parser, TARGET);
	struct httpd_slice path = { start, (size_t)(parser->at - start) };
	const char *query;

	if (parser->at == parser->end)
		return MORE;
	if (!path.length || *parser->at != ' ')
		return 400;
	parser->at++;
	if (*start != '/')
		path = strip_authority(path);
	if (path.data && (seen & QUERY)) {
		query = memchr(path.data, '?', path.length);
		if (query)
			path.length = (size_t)(query - path.data);
	}
	parser->request->path = path;
	return (seen & (ESCAPE | DOT)) ? httpd_path_normalise(parser->request) : OK;
}

static int parse_version(struct parser *parser)
{
	int error = OK;
	char major = 0, minor = 0;

	for (const char *want = "HTTP/"; *want && !error; want++)
		error = expect(parser, *want);
	if (error)
		return error;
	for (int i = 0; i < 3; i++) {
		if (parser->at == parser->end)
			return MORE;
		if (i == 0)
			major = *parser->at;
		else if (i == 2)
			minor = *parser->at;
		if (i == 1 ? *parser->at != '.' : *parser->at < '0' || *parser->at > '9')
			return 400;
		parser->at++;
	}
	error = expect_line_end(parser);
	if (error)
		return error;
	parser->request->version_1_1 = minor > '0';
	return major == '1' ? OK : 505;
}

static int apply_host(struct parser *parser, struct httpd_slice value)
{
	if (parser->host_seen)
		return 400;
	parser->host_seen = true;
	for (size_t i = 0; i < value.length; i++)
		if (!(class_of(value.data[i]) & HOST))
			return 400;
	return OK;
}

static int apply_content_length(struct parser *parser, struct httpd_slice value)
{
	uint64_t n = 0;

	/* 18 digits always fit. */
	if (parser->length_seen || !value.length || value.length > 18)
		return 400;
	for (size_t i = 0; i < value.length; i++) {
		if (value.data[i] < '0' || value.data[i] > '9')
			return 400;
		n = n * 10 + (uint64_t)(value.data[i] - '0');
	}
	parser->length_seen = true;
	parser->request->body_length = n;
	return OK;
}

static void apply_connection(struct parser *parser, struct httpd_slice list)
{
	struct httpd_slice option;

	while (httpd_slice_next(&list, &option)) {
		if (httpd_slice_equals(option, "close"))
			parser->request->close = true;
		else if (httpd_slice_equals(option, "keep-alive"))
			parser->keep_alive = true;
	}
}

static int apply_transfer_encoding(struct parser *parser, struct httpd_slice value)
{
	bool chunked = parser->transfer == TRANSFER_NONE && httpd_slice_equals(value, "chunked");

	parser->transfer = chunked ? TRANSFER_CHUNKED : TRANSFER_OTHER;
	return OK;
}

static int apply_expect(struct parser *parser, struct httpd_slice value)
{
	if (!httpd_slice_equals(value, "100-continue"))
		return 417;
	parser->expects_continue = true;
	return OK;
}

static void apply_range(struct parser *parser, struct httpd_slice value)
{
	if (parser->request->range.data)
		parser->range_repeated = true;
	parser->request->range = value;
}

/* Names by length first: most fields of a browser are of no interest here. */
static int apply_field(struct parser *parser, struct httpd_slice name, struct httpd_slice value)
{
	switch (name.length) {
	case 4:
		if (httpd_slice_equals(name, "host"))
			return apply_host(parser, value);
		break;
	case 5:
		if (httpd_slice_equals(name, "range"))
			apply_range(parser, value);
		break;
	case 6:
		if (httpd_slice_equals(name, "expect"))
			return apply_expect(parser, value);
		break;
	case 8:
		if (httpd_slice_equals(name, "if-range"))
			parser->request->if_range = value;
		break;
	case 10:
		if (httpd_slice_equals(name, "connection"))
			apply_connection(parser, value);
		break;
	case 13:
		if (httpd_slice_equals(name, "if-none-match"))
			parser->request->if_none_match = value;
		break;
	case 14:
		if (httpd_slice_equals(name, "content-length"))
			return apply_content_length(parser, value);
		break;
	case 17:
		if (httpd_slice_equals(name, "transfer-encoding"))
			return apply_transfer_encoding(parser, value);
		break;
	}
	return OK;
}

static int parse_field(struct parser *parser)
{
	struct httpd_slice name = { parser->at, 0 };
	const char *start;
	int error;

	skip(parser, TOKEN);
	name.length = (size_t)(parser->at - name.data);
	if (parser->at == parser->end)
		return MORE;
	if (!name.length || *parser->at != ':')
		return 400;
	start = ++parser->at;
	skip(parser, VALUE);
	error = expect_line_end(parser);
	if (error)
		return error;
	return apply_field(parser, name, trim(start, parser->at - 2));
}

static int parse_fields(struct parser *parser)
{
	int error = OK;

	while (!error) {
		if (parser->at == parser->end)
			return MORE;
		if (*parser->at == '\r')
			return expect_line_end(parser);
		error = parse_field(parser);
	}
	return error;
}

/* RFC 9112 section 6.3: every doubt about where the body ends costs the connection. */
static int judge_body(const struct parser *parser)
{
	const struct httpd_request *request = parser->request;

	if (parser->transfer != TRANSFER_NONE) {
		if (parser->length_seen || !request->version_1_1)
			return 400;
		return parser->transfer == TRANSFER_CHUNKED ? 411 : 501;
	}
	return request->body_length > HTTPD_BODY_MAX ? 413 : OK;
}

/* The head is complete: what makes it unacceptable, but lets the next one be read. */
static int judge_method(const struct httpd_request *request)
{
	if (request->method == HTTPD_UNKNOWN)
		return 501;
	if (request->method == HTTPD_NOT_ALLOWED)
		return 405;
	return OK;
}

static int judge(struct parser *parser)
{
	struct httpd_request *request = parser->request;
	int error;

	if (request->version_1_1 && !parser->host_seen)
		return 400;
	error = judge_body(parser);
	if (error)
		return error;
	if (!request->path.data && request->method <= HTTPD_HEAD)
		return 400;
	if (!request->version_1_1 && !parser->keep_alive)
		request->close = true;
	/* Who was not told to go on may send the body or not. */
	if (parser->expects_continue && request->body_length)
		request->close = true;
	if (parser->range_repeated)
		request->range.data = NULL;
	request->error = judge_method(request);
	return OK;
}

static int parse(struct parser *parser)
{
	int error;

	/* RFC 9112 section 2.2: empty lines before a request are ignored. */
	while (parser->at < parser->end && *parser->at == '\r') {
		error = expect_line_end(parser);
		if (error)
			return error;
	}
	error = parse_method(parser);
	if (!error)
		error = parse_target(parser);
	if (!error)
		error = parse_version(parser);
	if (error)
		return error;
	parser->line_read = true;
	error = parse_fields(parser);
	return error ? error : judge(parser);
}

static void reset(struct httpd_request *request)
{
	static const struct httpd_slice none;

	request->error = 0;
	request->length = 0;
	request->body_length = 0;
	request->method = HTTPD_GET;
	request->version_1_1 = false;
	request->close = false;
	request->path = none;
	request->range = none;
	request->if_range = none;
	request->if_none_match = none;
}

bool httpd_request_parse(struct httpd_request *request, const char *buffer, size_t length)
{
	struct parser parser = { .at = buffer, .end = buffer + length, .request = request };
	int error;

	reset(request);
	error = parse(&parser);
	if (error == MORE) {
		if (length < HTTPD_HEAD_MAX)
			return false;
		error = parser.line_read ? 431 : 414;
	}
	if (error) {
		request->error = error;
		request->close = true;
	}
	request->length = (size_t)(parser.at - buffer);
	return true;
}
