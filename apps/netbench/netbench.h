/* SPDX-License-Identifier: BSD-3-Clause */
/* What the parts of netbench share: options, the two roles, time. */
#ifndef NETBENCH_H
#define NETBENCH_H

#include <stdbool.h>
#include <stdint.h>

#ifndef CONFIG_APP_NETBENCH_CONNECTIONS
#define CONFIG_APP_NETBENCH_CONNECTIONS 64
#endif

/* Services by port: the first, TCP sink, then TCP source, then TCP and UDP echo. */
enum { NETBENCH_PORT = 9001 };

enum netbench_mode {
	NETBENCH_SEND,	  /* to the sink */
	NETBENCH_RECEIVE, /* from the source */
	NETBENCH_ECHO_TCP,
	NETBENCH_ECHO_UDP,
};

struct netbench_options {
	/* NULL: serve. */
	const char *host;
	enum netbench_mode mode;
	uint16_t port;
	unsigned int seconds;
	unsigned int streams;
	/* Of one round trip, in bytes. */
	unsigned int size;
};

/**
 * netbench_options_parse() - read the command line.
 * @options: filled in, with defaults where nothing is said.
 * @argv:    @argc words, the first the program's name; @options points into them.
 *
 * Return: NULL, or what is wrong.
 */
const char *netbench_options_parse(struct netbench_options *options, int argc, char **argv);

/**
 * netbench_mode_name() - the word for it on the command line.
 */
const char *netbench_mode_name(enum netbench_mode mode);

/**
 * netbench_serve() - all services, for ever.
 *
 * Return: an exit status; a message says what failed.
 */
int netbench_serve(const struct netbench_options *options);

/**
 * netbench_measure() - be a client.
 *
 * Return: an exit status: 0 if every stream ended as it should.
 */
int netbench_measure(const struct netbench_options *options);

/**
 * netbench_now() - microseconds of a clock that never goes back.
 */
int64_t netbench_now(void);

#endif
