/* SPDX-License-Identifier: BSD-3-Clause */
/* Web server for embedded files: command line and start. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "server.h"
#include "settings.h"
#include "statistics.h"

static int usage(void)
{
	printf("usage: httpd [-p PORT] [-c CONNECTIONS] [-t REQUEST_SECONDS] [-k IDLE_SECONDS]"
	       " [-s PATH_OF_STATISTICS]\n");
	return 2;
}

/* Return: false unless @text is a decimal number from 1 to @most. */
static bool parse_number(const char *text, unsigned long most, unsigned long *number)
{
	char *end;

	if (!text || *text < '0' || *text > '9')
		return false;
	*number = strtoul(text, &end, 10);
	return !*end && *number >= 1 && *number <= most;
}

static int set_statistics(const char *path)
{
	if (!path || *path != '/') {
		printf("httpd: -s wants a path that starts with a slash\n");
		return usage();
	}
	httpd_statistics.path = path;
	return 0;
}

static int set_option(struct httpd_options *options, const char *name, const char *value)
{
	unsigned long number = 0;
	unsigned long most = name[1] == 'p' ? 65535 : name[1] == 'c' ? 65536 : 86400;

	if (name[0] != '-' || !name[1] || name[2] || !strchr("pctks", name[1])) {
		printf("httpd: unknown option %s\n", name);
		return usage();
	}
	if (name[1] == 's')
		return set_statistics(value);
	if (!parse_number(value, most, &number)) {
		printf("httpd: %s wants a number from 1 to %lu\n", name, most);
		return usage();
	}
	if (name[1] == 'p')
		options->port = (uint16_t)number;
	else if (name[1] == 'c')
		options->connections = (unsigned int)number;
	else if (name[1] == 't')
		options->request_seconds = (unsigned int)number;
	else
		options->idle_seconds = (unsigned int)number;
	return 0;
}

int main(int argc, char **argv)
{
	struct httpd_options options = {
		.port = CONFIG_APP_HTTPD_PORT,
		.connections = CONFIG_APP_HTTPD_CONNECTIONS,
		.request_seconds = CONFIG_APP_HTTPD_REQUEST_SECONDS,
		.idle_seconds = CONFIG_APP_HTTPD_IDLE_SECONDS,
	};
	struct httpd_server *server;

	for (int i = 1; i < argc; i += 2) {
		int status = set_option(&options, argv[i], argv[i + 1]);

		if (status)
			return status;
	}
	if (httpd_server_create(&options, &server))
		return 1;
	printf("httpd: listening on port %u, %zu files, %zu bytes\n", options.port,
	       httpd_embedded_count, httpd_embedded_bytes);
	fflush(stdout);
	printf("httpd: poll failed: %s\n", strerror(-httpd_server_run(server)));
	return 1;
}
