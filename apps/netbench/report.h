/* SPDX-License-Identifier: BSD-3-Clause */
/* One line for each result, for programs to read: a word, then name=value pairs. */
#ifndef NETBENCH_REPORT_H
#define NETBENCH_REPORT_H

#include <stddef.h>
#include <stdint.h>

struct netbench_result {
	const char *mode;
	/* Of a single stream its number, from 1; of a total how many there were. */
	unsigned int streams;
	uint64_t received;
	uint64_t sent;
	uint64_t trips;
	uint64_t lost;
	int64_t microseconds;
	int error;
};

/**
 * netbench_report_stream() - the line of one stream.
 * @line: @size bytes, 256 are enough.
 *
 * Rates are over the whole time of the stream; error is an errno, 0 if the peer closed.
 */
void netbench_report_stream(char *line, size_t size, const struct netbench_result *result);

/**
 * netbench_report_total() - the line of all streams.
 */
void netbench_report_total(char *line, size_t size, const struct netbench_result *result);

/**
 * netbench_report_add() - add a stream to a total; the time of a total is that of its longest stream.
 */
void netbench_report_add(struct netbench_result *total, const struct netbench_result *result);

#endif
