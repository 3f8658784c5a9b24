/* SPDX-License-Identifier: BSD-3-Clause */
/* Percent-decoding and dot segments. */
#include "path.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Return: the byte that the two characters at @digits stand for, or -1. */
static int decode_escape(const char *digits, const char *end)
{
	int high, low;

	if (end - digits < 2)
		return -1;
	high = hex_digit(digits[0]);
	low = hex_digit(digits[1]);
	if (high < 0 || low < 0 || (high | low) == 0)
		return -1;
	return high << 4 | low;
}

/* Return: bytes written to @out, HTTPD_PATH_MAX + 1 if they do not fit, or -1. */
static int decode(struct httpd_slice path, char *out)
{
	const char *at = path.data, *end = path.data + path.length;
	int length = 0;

	while (at < end) {
		int c = (unsigned char)*at++;

		if (c == '%') {
			c = decode_escape(at, end);
			if (c < 0)
				return -1;
			at += 2;
		}
		if (length < HTTPD_PATH_MAX)
			out[length] = (char)c;
		if (length <= HTTPD_PATH_MAX)
			length++;
	}
	return length;
}

/* Return: 1 for "." and 2 for "..", else 0. */
static int dots(const char *segment, size_t length)
{
	if (length == 1 && segment[0] == '.')
		return 1;
	return length == 2 && segment[0] == '.' && segment[1] == '.' ? 2 : 0;
}

/* Where the last segment of @path starts, after its slash is taken away too. */
static size_t drop_segment(const char *path, size_t length)
{
	while (length && path[--length] != '/')
		;
	return length;
}

/* @path starts with a slash. Return: its new length. */
static size_t remove_dot_segments(char *path, size_t length)
{
	size_t in = 0, out = 0;

	while (in < length) {
		size_t stop = in + 1;
		int kind;

		while (stop < length && path[stop] != '/')
			stop++;
		kind = dots(path + in + 1, stop - in - 1);
		if (kind == 2)
			out = drop_segment(path, out);
		for (; kind == 0 && in < stop; in++)
			path[out++] = path[in];
		/* "/a/." and "/a/.." name a directory. */
		if (kind && stop == length)
			path[out++] = '/';
		in = stop;
	}
	return out;
}

int httpd_path_normalise(struct httpd_request *request)
{
	int length;

	if (!request->path.data)
		return 0;
	length = decode(request->path, request->decoded);
	if (length < 0)
		return 400;
	if (length > HTTPD_PATH_MAX)
		length = 0;
	request->path.data = request->decoded;
	request->path.length = remove_dot_segments(request->decoded, (size_t)length);
	return 0;
}
