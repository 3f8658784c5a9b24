/* SPDX-License-Identifier: BSD-3-Clause */
/* Network benchmark: command line and roles. */
#include <stdio.h>
#include <time.h>

#include "netbench.h"

int64_t netbench_now(void)
{
	struct timespec now = { 0, 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int main(int argc, char **argv)
{
	struct netbench_options options;
	const char *error = netbench_options_parse(&options, argc, argv);

	if (error) {
		printf("netbench: %s\n", error);
		printf("usage: netbench [-p PORT]\n"
		       "       netbench -c HOST sink|source|echo|udp [-t SECONDS] [-P STREAMS] "
		       "[-l BYTES] [-p PORT]\n");
		return 2;
	}
	return options.host ? netbench_measure(&options) : netbench_serve(&options);
}
