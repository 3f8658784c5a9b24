/* SPDX-License-Identifier: BSD-3-Clause */
/* Command line. */
#include <stdlib.h>
#include <string.h>

#include "netbench.h"

enum { MODES = 4 };

static const char *const modes[MODES] = {
	[NETBENCH_SEND] = "sink",
	[NETBENCH_RECEIVE] = "source",
	[NETBENCH_ECHO_TCP] = "echo",
	[NETBENCH_ECHO_UDP] = "udp",
};

const char *netbench_mode_name(enum netbench_mode mode)
{
	return modes[mode];
}

static bool parse_mode(const char *word, enum netbench_mode *mode)
{
	for (int i = 0; word && i < MODES; i++) {
		if (!strcmp(word, modes[i])) {
			*mode = (enum netbench_mode)i;
			return true;
		}
	}
	return false;
}

static bool parse_number(const char *text, unsigned long most, unsigned int *number)
{
	unsigned long value;
	char *end;

	if (!text || *text < '0' || *text > '9')
		return false;
	value = strtoul(text, &end, 10);
	if (*end || value < 1 || value > most)
		return false;
	*number = (unsigned int)value;
	return true;
}

/* Return: what is wrong with @value, or NULL. */
static const char *set_number(struct netbench_options *options, char option, const char *value)
{
	unsigned int port;

	switch (option) {
	case 't':
		return parse_number(value, 86400, &options->seconds) ? NULL : "-t: 1 to 86400";
	case 'P':
		return parse_number(value, CONFIG_APP_NETBENCH_CONNECTIONS, &options->streams)
			       ? NULL
			       : "-P: 1 to the most connections";
	case 'l':
		return parse_number(value, 1400, &options->size) ? NULL : "-l: 1 to 1400";
	case 'p':
		if (!parse_number(value, 65533, &port))
			return "-p: 1 to 65533";
		options->port = (uint16_t)port;
		return NULL;
	}
	return "unknown option";
}

const char *netbench_options_parse(struct netbench_options *options, int argc, char **argv)
{
	const char *error = NULL;

	*options = (struct netbench_options){
		.port = NETBENCH_PORT, .seconds = 10, .streams = 1, .size = 64
	};
	for (int i = 1; i < argc && !error; i += 2) {
		const char *option = argv[i], *value = argv[i + 1];

		if (option[0] != '-' || !option[1] || option[2])
			return "unknown argument";
		if (option[1] != 'c') {
			error = set_number(options, option[1], value);
			continue;
		}
		if (!value || !parse_mode(argv[i + 2], &options->mode))
			return "-c: HOST and sink, source, echo or udp";
		options->host = value;
		i++;
	}
	return error;
}
