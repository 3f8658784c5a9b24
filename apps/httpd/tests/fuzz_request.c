/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer entry: any bytes as a pipeline of requests, each parsed and answered. */
#include <stdlib.h>

#include "response.h"

/* What the parser promises about a complete head. */
static void check_request(const struct httpd_request *request, size_t length)
{
	if (!request->error && (!request->length || request->length > length))
		abort();
	if (!request->error && (!request->path.data || request->body_length > HTTPD_BODY_MAX))
		abort();
}

static void check_response(const struct httpd_response *response)
{
	if (!response->head_length || response->head_length >= sizeof(response->head))
		abort();
	/* Reading each byte lets the sanitizer see a range outside its file. */
	for (size_t i = 0; i < response->body_length; i++)
		if (((const volatile unsigned char *)response->body)[i] > 0x7f)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct httpd_response response;
	struct httpd_request request;
	size_t at = 0;

	while (at < size) {
		size_t length = size - at < HTTPD_HEAD_MAX ? size - at : HTTPD_HEAD_MAX;

		if (!httpd_request_parse(&request, (const char *)data + at, length))
			break;
		check_request(&request, length);
		httpd_response_build(&response, &request);
		check_response(&response);
		if (response.close)
			break;
		at += request.length;
		at += request.body_length < size - at ? (size_t)request.body_length : size - at;
	}
	return 0;
}
